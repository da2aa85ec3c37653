using BatchVision.Recognition.Imaging;

namespace BatchVision.Recognition;

/// <summary>How a <see cref="Recognizer"/> uses the machine.</summary>
public sealed record RecognizerOptions
{
    /// <summary>What an untrusted file may cost.</summary>
    public ImageLimits Limits { get; init; } = new();

    /// <summary>Threads that decode, and that run the models placed on the CPU. Null: the most that a model is tuned to, else one a core.</summary>
    public int? ComputeThreads { get; init; }

    /// <summary>
    /// Largest batch; a manifest may only lower it. Null: what a model is tuned to, else what its manifest says, or 32, on a GPU, and 1 on
    /// the CPU: measured there, a batch costs as much per image as images one by one, or more, since its activations leave the cache.
    /// </summary>
    public int? MaxBatchSize { get; init; }

    /// <summary>Keep the position that EXIF gives. Off by default: where a picture was taken is personal data.</summary>
    public bool ReadGps { get; init; }
}
