namespace BatchVision.Cli.Simulate.Engine;

/// <summary>What became of a simulated system under its load.</summary>
internal sealed record SimulationResult
{
    /// <summary>Images that came.</summary>
    public required long Images { get; init; }

    /// <summary>Images that have a row.</summary>
    public required long Written { get; init; }

    /// <summary>From the start to the last row.</summary>
    public required double Seconds { get; init; }

    /// <summary>Rows a second, from the first to the last.</summary>
    public required double ImagesPerSecond { get; init; }

    /// <summary>Until the last row of the back-fill; null without one.</summary>
    public double? BackfillSeconds { get; init; }

    /// <summary>From upload to row; null without live images.</summary>
    public LatencyFigures? Live { get; init; }

    public required long MaxBacklog { get; init; }

    public required int PeakWorkers { get; init; }

    /// <summary>Share of the time of their threads (or GPU) in which ready workers worked; until the back-fill was done, as are the others.</summary>
    public required double WorkersBusy { get; init; }

    public required double WritersBusy { get; init; }

    /// <summary>Null where the store has no limit.</summary>
    public double? StoreBusy { get; init; }

    /// <summary>Null where every process has cores of its own.</summary>
    public double? HostBusy { get; init; }

    /// <summary>What kept it from being faster.</summary>
    public required Bound Bound { get; init; }

    /// <summary>Hours of workers, their start included.</summary>
    public required double WorkerHours { get; init; }

    /// <summary>Chunks that were given out again after a death or an outage.</summary>
    public required long Redelivered { get; init; }

    public required IReadOnlyList<TimelinePoint> Timeline { get; init; }
}
