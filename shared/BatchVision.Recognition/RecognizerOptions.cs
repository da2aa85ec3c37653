using BatchVision.Recognition.Imaging;

namespace BatchVision.Recognition;

/// <summary>How a <see cref="Recognizer"/> uses the machine.</summary>
public sealed record RecognizerOptions
{
    /// <summary>What an untrusted file may cost.</summary>
    public ImageLimits Limits { get; init; } = new();

    /// <summary>Threads that decode, and that run the models placed on the CPU. Default: one a core.</summary>
    public int ComputeThreads { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// Largest batch on the CPU, whatever a manifest allows. Default 1: measured on CPUs a batch costs as much per image as
    /// images one by one, or more, since its activations leave the cache.
    /// </summary>
    public int CpuMaxBatchSize { get; init; } = 1;

    /// <summary>Keep the position that EXIF gives. Off by default: where a picture was taken is personal data.</summary>
    public bool ReadGps { get; init; }
}
