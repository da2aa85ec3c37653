using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("Where images come from: s3://bucket/prefix, a folder or a manifest.")]
internal sealed class Source
{
    [Comment("Number of the source.")]
    public int SourceId { get; set; }

    [Comment("Its address; unique.")]
    public required string Uri { get; set; }
}
