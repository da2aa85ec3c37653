namespace BatchVision.Cli.Simulate.Engine;

/// <summary>How KEDA and the autoscaler behind it change the number of workers; the defaults are those of <c>k8s/components/keda/backfill.yaml</c>.</summary>
/// <param name="Min">Fewest workers.</param>
/// <param name="Max">Most workers.</param>
/// <param name="Chunks">Chunks in the queue that one worker is wanted for.</param>
/// <param name="BacklogSeconds">Seconds in which the backlog is to be done (<c>keda-backlog</c>); null for the queue alone.</param>
internal sealed record AutoscaleRule(int Min, int Max, double Chunks = 8, double? BacklogSeconds = null)
{
    public double Poll { get; init; } = 15;

    /// <summary>Seconds without work before the last worker goes.</summary>
    public double Cooldown { get; init; } = 900;

    public int Up { get; init; } = 2;

    /// <summary>Seconds in which at most <see cref="Up"/> workers come.</summary>
    public double UpPeriod { get; init; } = 60;

    /// <summary>Seconds for which fewer workers must have been enough.</summary>
    public double Stabilization { get; init; } = 600;

    /// <summary>Seconds between two workers that go.</summary>
    public double DownPeriod { get; init; } = 120;
}
