using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("Up to 64 images of a job. The outbox: a row is committed before its message is sent and closed with the rows of its result.")]
internal sealed class Chunk
{
    [Comment("The job.")]
    public Guid JobId { get; set; }

    [Comment("Position in the job, from 0.")]
    public int Ordinal { get; set; }

    [Comment("Name of the chunk in messages; made of job and ordinal.")]
    public Guid ChunkId { get; set; }

    [Comment("Where the bytes are: the root that the keys are relative to.")]
    public int SourceId { get; set; }

    [Comment("Queue: live, backfill or quarantine.")]
    public required string Lane { get; set; }

    [Comment("JSON array of model fingerprints.")]
    public required string Models { get; set; }

    [Comment("JSON array of image references; null once the chunk is done, because the image rows hold them.")]
    public string? Refs { get; set; }

    [Comment("Images in the chunk.")]
    public int ImageCount { get; set; }

    [Comment("pending, sent, done, split (its images are the chunks that took its place) or cancelled (never sent).")]
    public required string Status { get; set; }

    [Comment("Times it was sent in vain: no answer in time, or a fault.")]
    public int Attempts { get; set; }

    [Comment("What went wrong the last time.")]
    public string? Error { get; set; }

    [Comment("When it was sent last; null before that.")]
    public DateTimeOffset? SentAt { get; set; }

    [Comment("When its rows were written; null before that.")]
    public DateTimeOffset? DoneAt { get; set; }

    [Comment("Images that every model recognized.")]
    public int Recognized { get; set; }

    [Comment("Images with another outcome.")]
    public int Failed { get; set; }

    [Comment("Seconds in the worker, from its message to its result; null when the worker did not say, as are the next three.")]
    public float? ElapsedSeconds { get; set; }

    [Comment("Seconds of fetching, added up over the images: many are fetched at once.")]
    public float? FetchSeconds { get; set; }

    [Comment("Seconds of decoding and resizing, added up over the images.")]
    public float? DecodeSeconds { get; set; }

    [Comment("Seconds from decoded to answered, the wait for a batch included, added up over the images.")]
    public float? InferSeconds { get; set; }

    [Comment("When its images were listed, or the oldest event among them happened; null for chunks of earlier versions.")]
    public DateTimeOffset? ListedAt { get; set; }

    [Comment("Trace of the listing page or event that made it (W3C traceparent); null where nothing was traced.")]
    public string? TraceParent { get; set; }

    [Comment("The worker that answered it; null when it did not say.")]
    public string? Worker { get; set; }

    [Comment("Seconds that one image took this worker while it was busy, as it measured lately: its capacity is the inverse.")]
    public float? ImageSeconds { get; set; }
}
