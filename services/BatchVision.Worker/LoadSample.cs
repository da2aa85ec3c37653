using System.Globalization;

namespace BatchVision.Worker;

/// <summary>How busy a worker was for a while, and with what.</summary>
/// <param name="Images">Images that got an outcome.</param>
/// <param name="Decode">Share of the CPU threads' time that went into decoding, 0 to 1.</param>
/// <param name="CpuInference">Share of the CPU threads' time that went into models on the CPU.</param>
/// <param name="GpuInference">Share of the time that the busiest model on a GPU ran; null when none is on a GPU.</param>
/// <param name="Fetch">Share of the places in the pipeline that waited for the store.</param>
/// <param name="Window">How long the while was.</param>
internal sealed record LoadSample(long Images, double Decode, double CpuInference, double? GpuInference, double Fetch, TimeSpan Window)
{
    // What is busy this much of the time has no room for more: the rest is hand-over between threads.
    private const double Full = 0.85;

    private double Cpu => Decode + CpuInference;

    /// <summary>Time that one image takes while the worker is busy: that of the resource which bounds it. Null when there was no image.</summary>
    public double? ImageSeconds => Images > 0 ? Math.Max(Fetch, Math.Max(Cpu, GpuInference ?? 0)) * Window.TotalSeconds / Images : null;

    /// <summary>What keeps the worker from doing more, in a line for a person.</summary>
    public override string ToString() => GpuInference switch
    {
        >= Full => $"inference-bound: decode idle {Percent(1 - Cpu)}",
        { } gpu when Cpu >= Full => $"decode-bound: inference idle {Percent(1 - gpu)}",
        null when Cpu >= Full => $"compute-bound: decode {Percent(Decode)}, inference {Percent(CpuInference)}",
        _ when Fetch >= Full => $"fetch-bound: compute idle {Percent(1 - (GpuInference ?? Cpu))}",
        _ => $"waiting for work: compute idle {Percent(1 - Math.Max(GpuInference ?? 0, Cpu))}",
    };

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * Math.Clamp(share, 0, 1):F0} %");
}
