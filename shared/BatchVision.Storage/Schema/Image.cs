namespace BatchVision.Storage.Schema;

/// <summary>One object version.</summary>
internal sealed class Image
{
    public long ImageId { get; set; }

    public int SourceId { get; set; }

    public required string Key { get; set; }

    public required string ETag { get; set; }

    public long? Bytes { get; set; }

    public int? Width { get; set; }

    public int? Height { get; set; }

    public string? Format { get; set; }

    public string? Sha256 { get; set; }

    public long? PerceptualHash { get; set; }

    public DateTimeOffset? CapturedAt { get; set; }

    public double? Latitude { get; set; }

    public double? Longitude { get; set; }

    public DateTimeOffset FirstSeenAt { get; set; }
}
