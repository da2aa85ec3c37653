namespace BatchVision.Recognition.Models;

/// <summary>How a model is run. The same model gives the same fingerprint whatever these say.</summary>
public sealed record SessionSettings
{
    /// <summary>Chosen, never guessed: a provider that is missing is an error at load. Default CPU.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>
    /// Threads inside one run, 1 or more. Null: what the model is tuned to, else 1: as many concurrent <see cref="OnnxModel.Run"/> callers as cores beat one caller
    /// with as many threads (214 against 149 to 184 images/s on two cores, MobileNetV2).
    /// </summary>
    public int? IntraOpThreads { get; init; }

    /// <summary>Which GPU, from 0. Ignored on CPU.</summary>
    public int DeviceId { get; init; }

    /// <summary>TensorRT only: folder for built engines, which take minutes to build. Null: built anew at every start.</summary>
    public string? EngineCacheFolder { get; init; }
}
