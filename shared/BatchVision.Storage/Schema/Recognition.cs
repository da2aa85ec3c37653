namespace BatchVision.Storage.Schema;

/// <summary>One model on one image; zero predictions is an answer.</summary>
internal sealed class Recognition
{
    public long ImageId { get; set; }

    public int ModelId { get; set; }

    /// <summary>The job that wrote the row last.</summary>
    public Guid JobId { get; set; }

    public required string Status { get; set; }

    public string? Reason { get; set; }

    public int PredictionCount { get; set; }

    public DateTimeOffset RecognizedAt { get; set; }
}
