using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("One object version: an object whose bytes change is a new image.")]
internal sealed class Image
{
    [Comment("Number of the image; a later version of an object has a higher one.")]
    public long ImageId { get; set; }

    [Comment("Where it comes from.")]
    public int SourceId { get; set; }

    [Comment("Object key, or path, relative to the source.")]
    public required string Key { get; set; }

    [Comment("Version of the object as its store names it.")]
    public required string ETag { get; set; }

    [Comment("Size of the file in bytes; null while it could not be read, as are all facts below.")]
    public long? Bytes { get; set; }

    [Comment("Width in pixels, upright.")]
    public int? Width { get; set; }

    [Comment("Height in pixels, upright.")]
    public int? Height { get; set; }

    [Comment("File format by its content: jpeg, png, webp, ….")]
    public string? Format { get; set; }

    [Comment("Lower-case hex SHA-256 of the file.")]
    public string? Sha256 { get; set; }

    [Comment("64-bit hash of what is seen: similar pictures differ in few bits.")]
    public long? PerceptualHash { get; set; }

    [Comment("When the picture was taken, by its metadata.")]
    public DateTimeOffset? CapturedAt { get; set; }

    [Comment("Degrees north, by its metadata; read only when asked for.")]
    public double? Latitude { get; set; }

    [Comment("Degrees east, by its metadata; read only when asked for.")]
    public double? Longitude { get; set; }

    [Comment("When its first result was written.")]
    public DateTimeOffset FirstSeenAt { get; set; }

    [Comment("The day of first_seen_at in UTC. It never changes, so that a repeated result finds the rows of the first.")]
    public DateOnly IngestedOn { get; set; }
}
