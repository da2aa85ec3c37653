using System.ComponentModel.DataAnnotations;
using BatchVision.Contracts;

namespace BatchVision.Worker;

/// <summary>What a worker takes and how long it tries.</summary>
public sealed record WorkerOptions : IValidatableObject
{
    /// <summary>The lanes it serves, separated by commas.</summary>
    [Required]
    public string Lanes { get; init; } = $"{Lane.Live},{Lane.Backfill}";

    /// <summary>
    /// Tries of a chunk while the store does not answer, with pauses of up to 30 s. After them the ledger sends the chunk again later.
    /// </summary>
    [Range(0, 100)]
    public int StoreRetries { get; init; } = 8;

    /// <summary>For drills: the process ends at once when it meets an image of this key, as a native crash would end it.</summary>
    public string? CrashOnKey { get; init; }

    internal IReadOnlyList<Lane> LaneList => [.. Names.Select(name => Enum.Parse<Lane>(name, ignoreCase: true)).Distinct()];

    private string[] Names => Lanes.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

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
}
