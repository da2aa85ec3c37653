using BatchVision.Contracts;

namespace BatchVision.Cli.Simulate.Engine;

/// <summary>A system and its load. The defaults are those of the services.</summary>
internal sealed record SimulationSettings
{
    public required Measured Measured { get; init; }

    public int Seed { get; init; } = 1;

    /// <summary>Images of the back-fill, all there at the start.</summary>
    public long Backfill { get; init; }

    /// <summary>Jobs that the back-fill is divided into: each has a send window of its own.</summary>
    public int Jobs { get; init; } = 1;

    public LiveLoad? Live { get; init; }

    /// <summary>Seconds for which live images come; null: until the back-fill is done.</summary>
    public double? Duration { get; init; }

    public double Predictions { get; init; } = 5;

    public int ChunkSize { get; init; } = 64;

    public int Window { get; init; } = 64;

    /// <summary>Seconds between two looks of a sender.</summary>
    public double Poll { get; init; } = 0.05;

    /// <summary>Chunks of a lane in the hands of a worker.</summary>
    public int Prefetch { get; init; } = 3;

    public int Workers { get; init; } = 1;

    /// <summary>Workers that serve the live lane alone; with none, the workers serve both.</summary>
    public int LiveWorkers { get; init; }

    /// <summary>Compute threads of a worker, each with a core of its own where <see cref="HostCores"/> does not say otherwise.</summary>
    public int Cores { get; init; } = 4;

    public Gpu? Gpu { get; init; }

    /// <summary>Cores that all processes share, those of broker, database and store included.</summary>
    public double HostCores { get; init; } = double.PositiveInfinity;

    /// <summary>Images a second that the store gives to all workers together.</summary>
    public double StoreImages { get; init; } = double.PositiveInfinity;

    public int Writers { get; init; } = 1;

    /// <summary>Results in one transaction.</summary>
    public int WriteBatch { get; init; } = 50;

    /// <summary>Seconds that a transaction waits for more results.</summary>
    public double WriteDelay { get; init; } = 0.25;

    /// <summary>Seconds that a message takes through the broker, its confirm included.</summary>
    public double Hop { get; init; } = 0.005;

    public AutoscaleRule? Autoscale { get; init; }

    /// <summary>Deaths of one worker in an hour.</summary>
    public double Deaths { get; init; }

    /// <summary>Times in an hour that a node with its workers is taken away.</summary>
    public double NodeLosses { get; init; }

    public int WorkersPerNode { get; init; } = 1;

    public IReadOnlyList<Outage> Outages { get; init; } = [];

    /// <summary>The lanes of a worker.</summary>
    public IReadOnlyList<Lane> Lanes => LiveWorkers > 0 ? [Lane.Backfill] : [Lane.Live, Lane.Backfill];
}
