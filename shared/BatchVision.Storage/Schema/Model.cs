using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("A model version, named by everything that shapes its answers.")]
internal sealed class Model
{
    [Comment("Number of the model version.")]
    public int ModelId { get; set; }

    [Comment("Name in the model repository.")]
    public required string Name { get; set; }

    [Comment("Version as its manifest gives it.")]
    public required string Version { get; set; }

    [Comment("classification, detection, logo or moderation.")]
    public required string Task { get; set; }

    [Comment("SHA-256 of the ONNX file, the preprocessing, the output settings and the labels; unique.")]
    public required string Fingerprint { get; set; }

    [Comment("When a worker last said that it has this model loaded; a name alone means the newest.")]
    public DateTimeOffset? OfferedAt { get; set; }
}
