using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace BatchVision.Contracts.Rest;

/// <summary>What a job is asked for.</summary>
public record NewJobDocument
{
    /// <summary>
    /// What is listed: <c>s3://bucket/prefix</c>, a manifest <c>manifest+s3://bucket/key</c>, or, where the server allows it, <c>file:///folder</c>
    /// and <c>manifest+file:///file</c>. At most 2,048 characters.
    /// </summary>
    [Required(ErrorMessage = "Name what is listed, for example s3://bucket/prefix.")]
    [MaxLength(2048, ErrorMessage = "Give at most 2,048 characters.")]
    public string? Source { get; init; }

    /// <summary>
    /// Models to run, each "name" (the newest version that a worker has offered) or "name@version". Default: the newest of all that are offered.
    /// </summary>
    [MaxLength(64, ErrorMessage = "Name at most 64 models.")]
    public IReadOnlyList<string>? Models { get; init; }

    /// <summary>Which queue the work waits in: <c>live</c> for what somebody waits for, <c>backfill</c> (default) for what may take its time.</summary>
    [DefaultValue("backfill")]
    [AllowedValues("live", "backfill", ErrorMessage = "Give live or backfill.")]
    public string Lane { get; init; } = "backfill";

    /// <summary>Which images are taken: <c>missing</c> (default), those without a final answer of these models, or <c>all</c>, again.</summary>
    [DefaultValue("missing")]
    [AllowedValues("missing", "all", ErrorMessage = "Give missing or all.")]
    public string Mode { get; init; } = "missing";

    /// <summary>Stop listing after this many images. Default: no limit.</summary>
    [Range(1L, 1_000_000_000_000L, ErrorMessage = "Give a number from 1 to 1000000000000, or leave it out for no limit.")]
    public long? ImageLimit { get; init; }

    /// <summary>Most images sent to the workers a second. Default: no limit.</summary>
    [Range(0.001, 1_000_000, ErrorMessage = "Give a number from 0.001 to 1000000, or leave it out for no limit.")]
    public double? ImagesPerSecond { get; init; }
}
