namespace BatchVision.Recognition.Imaging;

/// <summary>What an untrusted file may cost. Each is checked from the header, before pixels are allocated.</summary>
public sealed record ImageLimits
{
    /// <summary>Largest encoded file in bytes. Default 50 MiB.</summary>
    public long MaxBytes { get; init; } = 50L << 20;

    /// <summary>Longest side in pixels. Default 30,000.</summary>
    public int MaxSide { get; init; } = 30_000;

    /// <summary>Largest area in pixels. Default 50 million: a 50-megapixel camera.</summary>
    public long MaxPixels { get; init; } = 50_000_000;

    /// <summary>Most frames or pages a file may hold, though only the first is decoded. Default 2,000.</summary>
    public int MaxFrames { get; init; } = 2_000;

    /// <summary>Longest decode. Default 10 s.</summary>
    public TimeSpan DecodeTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
