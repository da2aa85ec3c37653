using System.Diagnostics;
using System.Security.Cryptography;
using BatchVision.Contracts;

namespace BatchVision.Recognition.Imaging;

/// <summary>
/// Turns an encoded file into an upright sRGB raster, reduced as far as the models allow. Thread-safe; what a thread reuses is in its
/// <see cref="DecodeScratch"/>. A bad file is a <see cref="Rejection"/>, never an exception.
/// </summary>
public sealed class ImageDecoder
{
    private readonly ImageLimits _limits;
    private readonly bool _readGps;
    private readonly TurboJpeg? _turbo;
    private readonly VipsDecoder _vips;

    /// <summary>Loads the native libraries.</summary>
    /// <param name="limits">What a file may cost.</param>
    /// <param name="readGps">Whether positions are taken from EXIF; off by default, because they are personal data.</param>
    /// <param name="useTurboJpeg">Whether JPEG may take the fast path where libjpeg-turbo is installed.</param>
    public ImageDecoder(ImageLimits limits, bool readGps = false, bool useTurboJpeg = true)
    {
        ArgumentNullException.ThrowIfNull(limits);
        VipsRuntime.EnsureStarted();
        _limits = limits;
        _readGps = readGps;
        _turbo = useTurboJpeg ? TurboJpeg.Instance : null;
        _vips = new VipsDecoder(limits, readGps);
    }

    /// <summary>Whether JPEG takes the fast path; for a start-up log line, since its absence costs half the throughput of decoding.</summary>
    public bool UsesTurboJpeg => _turbo is not null;

    /// <summary>Decodes one file. The picture lives in <paramref name="scratch"/> until its next use.</summary>
    /// <param name="encoded">The whole file.</param>
    /// <param name="inputs">The models' inputs; the raster is at least as large as each of them needs. May be empty.</param>
    /// <param name="scratch">Buffers of the calling thread.</param>
    /// <returns>
    /// The picture, or a rejection: <see cref="ImageStatus.Corrupt"/>, <see cref="ImageStatus.Unsupported"/>,
    /// <see cref="ImageStatus.TooLarge"/>, <see cref="ImageStatus.TooManyPixels"/> or <see cref="ImageStatus.TimedOut"/>.
    /// </returns>
    /// <exception cref="InsufficientMemoryException">The process is out of native memory; the file may be fine.</exception>
    public unsafe DecodeResult Decode(ReadOnlySpan<byte> encoded, IReadOnlyList<InputSpec> inputs, DecodeScratch scratch)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(scratch);
        scratch.Trim();

        if (encoded.IsEmpty)
            return DecodeResult.Of(new Rejection(ImageStatus.Corrupt, "The file is empty."));
        if (LimitCheck.Bytes(_limits, encoded.Length) is { } tooLarge)
            return DecodeResult.Of(tooLarge);
        if (!FormatSniffer.TrySniff(encoded, out var format, out var looksLike))
            return DecodeResult.Of(new Rejection(ImageStatus.Unsupported, $"This is not a picture format that is read here; it looks like {looksLike}."));

        var decoded = DecodePixels(encoded, format, inputs, scratch);
        if (decoded.Rejection is { } rejection)
            return DecodeResult.Of(rejection);

        var pixels = scratch.Upright.Data;
        var raster = new ReadOnlySpan<byte>(pixels, decoded.Columns.Pixels * decoded.Rows.Pixels * 3);
        var facts = new ImageFacts(
            decoded.Width, decoded.Height, Name(format), encoded.Length, Sha256(encoded),
            PerceptualHash.Of(raster, decoded.Columns.Pixels, decoded.Rows.Pixels, scratch.Row),
            decoded.Exif.CapturedAt, decoded.Exif.Latitude, decoded.Exif.Longitude);
        return DecodeResult.Of(new DecodedImage(scratch, pixels, decoded.Columns, decoded.Rows, facts));
    }

    private Decoded DecodePixels(ReadOnlySpan<byte> encoded, ImageFormat format, IReadOnlyList<InputSpec> inputs, DecodeScratch scratch)
    {
        var started = Stopwatch.GetTimestamp();
        if (HeaderSize.TryRead(encoded, format, out var width, out var height)
            && LimitCheck.Size(_limits, width, height) is { } tooMany)
            return tooMany;

        if (format == ImageFormat.Jpeg && JpegHeader.TryRead(encoded, out var header))
        {
            if (LimitCheck.Size(_limits, header.Width, header.Height) is { } rejected)
                return rejected;
            if (header.Progressive
                && LimitCheck.Scans(_limits, JpegHeader.CountScans(encoded), header.Width, header.Height) is { } tooManyScans)
                return tooManyScans;
            if (TryTurbo(encoded, header, inputs, scratch) is { } decoded)
                return decoded;
        }

        return _vips.Decode(encoded, format, inputs, scratch, started);
    }

    // Null wherever the general path should judge: no library, colours that need more than primaries and curves, any complaint from the decoder.
    private unsafe Decoded? TryTurbo(ReadOnlySpan<byte> encoded, JpegHeader header, IReadOnlyList<InputSpec> inputs, DecodeScratch scratch)
    {
        if (_turbo is null || header.Components is not (1 or 3))
            return null;
        MatrixProfile? colors = null;
        var profile = encoded[header.Icc];
        if (!profile.IsEmpty && !new IccProfile(profile).IsSrgb)
        {
            colors = header.Components == 3 ? scratch.Profiles.Get(profile) : null;
            if (colors is null)
                return null;
        }

        var exif = ExifReader.Read(encoded[header.Exif], _readGps);
        var swaps = Orientation.SwapsSides(exif.Orientation);
        var (uprightWidth, uprightHeight) = swaps ? (header.Height, header.Width) : (header.Width, header.Height);
        var factor = Reduction.PowerOfTwo(inputs, uprightWidth, uprightHeight);
        var turned = exif.Orientation != 1;
        if (!scratch.Turbo(_turbo).TryDecode(encoded, header, factor, turned ? scratch.Stored : scratch.Upright))
            return null;

        var (storedWidth, storedHeight) = ((header.Width + factor - 1) / factor, (header.Height + factor - 1) / factor);
        var bytes = storedWidth * storedHeight * 3;
        colors?.Apply(new Span<byte>(turned ? scratch.Stored.Data : scratch.Upright.Data, bytes));
        if (turned)
        {
            Orientation.Apply(
                exif.Orientation, new ReadOnlySpan<byte>(scratch.Stored.Data, bytes), storedWidth, storedHeight,
                new Span<byte>(scratch.Upright.Reserve(bytes), bytes));
        }

        var (rasterWidth, rasterHeight) = swaps ? (storedHeight, storedWidth) : (storedWidth, storedHeight);
        return Decoded.Of(uprightWidth, uprightHeight, rasterWidth, rasterHeight, factor, exif);
    }

    private static string Name(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => "jpeg",
        ImageFormat.Png => "png",
        ImageFormat.Webp => "webp",
        ImageFormat.Gif => "gif",
        ImageFormat.Tiff => "tiff",
        ImageFormat.Avif => "avif",
        _ => "heif",
    };

    private static string Sha256(ReadOnlySpan<byte> encoded)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(encoded, digest);
        return Convert.ToHexStringLower(digest);
    }
}
