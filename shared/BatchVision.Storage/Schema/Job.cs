using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("One request to recognize a source with some models.")]
internal sealed class Job
{
    [Comment("Number of the job; later jobs have higher ones.")]
    public Guid JobId { get; set; }

    [Comment("What is recognized.")]
    public int SourceId { get; set; }

    [Comment("Hash of what was asked for; an unfinished job with the same key is resumed.")]
    public required string RequestKey { get; set; }

    [Comment("Queue: live or backfill.")]
    public required string Lane { get; set; }

    [Comment("missing: only images without a settled answer; all: every image.")]
    public required string Mode { get; set; }

    [Comment("Images come from events all day long instead of a listing.")]
    public bool Stream { get; set; }

    [Comment("planning, running, done, cancelled or failed.")]
    public required string Status { get; set; }

    [Comment("No chunk is planned or sent while true.")]
    public bool Paused { get; set; }

    [Comment("Why the job failed or was paused by the system; null when nothing is wrong.")]
    public string? Error { get; set; }

    [Comment("Most images to list; null for all.")]
    public long? ImageLimit { get; set; }

    [Comment("Fastest rate of sending, in images per second; null for no limit.")]
    public double? ImagesPerSecond { get; set; }

    [Comment("Who asked: the name of an API key, of a schedule or of a user.")]
    public string? RequestedBy { get; set; }

    [Comment("The schedule whose firing made this job; unique with slot, so that no slot fires twice.")]
    public int? ScheduleId { get; set; }

    [Comment("The time of that firing.")]
    public DateTimeOffset? Slot { get; set; }

    [Comment("The process that plans and sends this job.")]
    public string? LeaseOwner { get; set; }

    [Comment("When another process may take it over.")]
    public DateTimeOffset? LeasedUntil { get; set; }

    [Comment("When it was asked for.")]
    public DateTimeOffset CreatedAt { get; set; }

    [Comment("When it ended; null while it has not.")]
    public DateTimeOffset? FinishedAt { get; set; }

    [Comment("The last listed key; listing goes on after it.")]
    public string? Checkpoint { get; set; }

    [Comment("True once every image is known.")]
    public bool ListingDone { get; set; }

    [Comment("Images found so far.")]
    public long Listed { get; set; }

    [Comment("Objects found that are no images.")]
    public long Ignored { get; set; }

    [Comment("Images that had settled answers already.")]
    public long Skipped { get; set; }

    [Comment("Images recognized; set when the job closes, until then the chunks know.")]
    public long Recognized { get; set; }

    [Comment("Images with another outcome; set when the job closes.")]
    public long Failed { get; set; }
}
