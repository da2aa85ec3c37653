namespace BatchVision.Cli.Simulate.Engine;

/// <summary>What workers did, added up.</summary>
internal sealed class WorkerTotals
{
    /// <summary>Thread-seconds of work.</summary>
    public double Work { get; set; }

    /// <summary>Thread-seconds between the begin and the end of images: work, waiting for cores and for the store.</summary>
    public double Occupied { get; set; }

    public double GpuSeconds { get; set; }

    /// <summary>Seconds that workers were ready.</summary>
    public double Ready { get; set; }

    /// <summary>Seconds that workers were there: their start included.</summary>
    public double Paid { get; set; }
}
