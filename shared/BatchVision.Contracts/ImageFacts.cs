namespace BatchVision.Contracts;

/// <summary>What the file says of itself.</summary>
/// <param name="Width">Pixels, upright (after EXIF orientation).</param>
/// <param name="Height">Pixels, upright.</param>
/// <param name="Format">jpeg, png, webp, gif, tiff or avif: from the content, never from the name.</param>
/// <param name="Bytes">Size of the encoded file.</param>
/// <param name="Sha256">Lower-case hex SHA-256 of the encoded file.</param>
/// <param name="PerceptualHash">64-bit DCT hash of the upright luma; a small Hamming distance means a similar picture.</param>
/// <param name="CapturedAt">EXIF DateTimeOriginal; taken as UTC where the file gives no offset.</param>
/// <param name="Latitude">Degrees north from EXIF GPS; only when asked for.</param>
/// <param name="Longitude">Degrees east from EXIF GPS; only when asked for.</param>
public sealed record ImageFacts(
    int Width,
    int Height,
    string Format,
    long Bytes,
    string Sha256,
    ulong PerceptualHash,
    DateTimeOffset? CapturedAt = null,
    double? Latitude = null,
    double? Longitude = null);
