using BatchVision.TestServers;

namespace BatchVision.EndToEnd.Tests;

/// <summary>The servers below a stack.</summary>
internal sealed record StackServers(RabbitMqServer RabbitMq, PostgresServer Postgres, S3Server S3)
{
    /// <summary>Those of the whole test process, which no test may end.</summary>
    public static async Task<StackServers> SharedAsync(CancellationToken cancellationToken)
    {
        var (rabbitMq, postgres, s3) =
            (SharedServers.RabbitMqAsync(cancellationToken), SharedServers.PostgresAsync(cancellationToken), SharedServers.S3Async(cancellationToken));
        return new StackServers(await rabbitMq, await postgres, await s3);
    }
}
