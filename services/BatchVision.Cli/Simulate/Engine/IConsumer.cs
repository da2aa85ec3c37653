namespace BatchVision.Cli.Simulate.Engine;

/// <summary>Who takes messages of a queue.</summary>
internal interface IConsumer
{
    void Deliver(Chunk chunk);
}
