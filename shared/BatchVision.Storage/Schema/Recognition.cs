using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Schema;

[Comment("One model on one image; zero predictions is an answer.")]
internal sealed class Recognition
{
    [Comment("The image.")]
    public long ImageId { get; set; }

    [Comment("The model version.")]
    public int ModelId { get; set; }

    [Comment("The job that wrote the row last; its own rows may be gone.")]
    public Guid JobId { get; set; }

    [Comment("Recognized, or what went wrong.")]
    public required string Status { get; set; }

    [Comment("Why, in a sentence; null when recognized.")]
    public string? Reason { get; set; }

    [Comment("Rows in prediction.")]
    public int PredictionCount { get; set; }

    [Comment("When the row was written last.")]
    public DateTimeOffset RecognizedAt { get; set; }

    [Comment("ingested_on of the image: what these rows are partitioned by, where they are.")]
    public DateOnly IngestedOn { get; set; }
}
