using System.ComponentModel.DataAnnotations;
using BatchVision.Contracts;
using BatchVision.Recognition.Models;

namespace BatchVision.Worker;

/// <summary>What a worker takes and how long it tries.</summary>
public sealed record WorkerOptions : IValidatableObject
{
    /// <summary>The lanes it serves, separated by commas.</summary>
    [Required]
    public string Lanes { get; init; } = $"{Lane.Live},{Lane.Backfill}";

    /// <summary>Folder of the model repository.</summary>
    [Required]
    public string ModelsDirectory { get; init; } = "models";

    /// <summary>Models to load, separated by commas; empty means all of the repository.</summary>
    public string Models { get; init; } = "";

    /// <summary>Where models run. A GPU that is missing is an error, never a silent fall back.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Cpu;

    /// <summary>Which GPU, from 0.</summary>
    [Range(0, 64)]
    public int DeviceId { get; init; }

    /// <summary>Threads that decode and, on the CPU, infer. Default: what the models are tuned to, else one a core.</summary>
    [Range(1, 1024)]
    public int? ComputeThreads { get; init; }

    /// <summary>Largest batch on the CPU, where the tuning of a model, else 1, decides by default; on a GPU its tuning, else its manifest does.</summary>
    [Range(1, 1024)]
    public int? CpuMaxBatchSize { get; init; }

    /// <summary>Keep the position that EXIF gives. Off by default: it is personal data.</summary>
    public bool ReadGps { get; init; }

    /// <summary>
    /// Tries of a chunk while the store does not answer, with pauses of up to 30 s. After them the ledger sends the chunk again later.
    /// </summary>
    [Range(0, 100)]
    public int StoreRetries { get; init; } = 8;

    /// <summary>For drills: the process ends at once when it meets an image of this key, as a native crash would end it.</summary>
    public string? CrashOnKey { get; init; }

    internal IReadOnlyList<Lane> LaneList => [.. Names.Select(name => Enum.Parse<Lane>(name, ignoreCase: true)).Distinct()];

    internal IReadOnlyList<string> ModelList => Split(Models);

    private string[] Names => Split(Lanes);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Names.Length == 0 || Names.FirstOrDefault(name => !Enum.TryParse<Lane>(name, ignoreCase: true, out _)) is not null)
        {
            yield return new ValidationResult($"Worker:Lanes is '{Lanes}'; give some of {string.Join(", ", Enum.GetNames<Lane>())}, separated by commas.");
        }
        else if (LaneList.Contains(Lane.Quarantine) && LaneList.Count > 1)
        {
            // A message that is in the hands of a process which dies for another reason would be counted as if it were to blame.
            yield return new ValidationResult("Worker:Lanes names Quarantine beside others; run quarantine in a process of its own, where a crash names the image.");
        }
    }

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
