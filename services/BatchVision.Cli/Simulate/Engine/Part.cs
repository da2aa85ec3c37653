namespace BatchVision.Cli.Simulate.Engine;

/// <summary>What can be away.</summary>
internal enum Part
{
    Broker,
    Database,
    Store,
}
