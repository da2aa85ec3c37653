using System.Diagnostics.CodeAnalysis;

namespace BatchVision.Recognition.Imaging;

/// <summary>Either pixels or the reason why there are none.</summary>
[SuppressMessage("Performance", "CA1815:Override equals", Justification = "Taken apart where it is returned, never compared.")]
public readonly struct DecodeResult
{
    private readonly DecodedImage _image;
    private readonly Rejection _rejection;

    private DecodeResult(bool isImage, DecodedImage image, Rejection rejection)
    {
        IsImage = isImage;
        _image = image;
        _rejection = rejection;
    }

    /// <summary>True when the file decoded.</summary>
    public bool IsImage { get; }

    /// <summary>The picture.</summary>
    /// <exception cref="InvalidOperationException">The file was rejected.</exception>
    public DecodedImage Image =>
        IsImage ? _image : throw new InvalidOperationException($"There is no image: {_rejection.Reason}");

    /// <summary>Why there is no picture; null when there is one.</summary>
    public Rejection? Rejection => IsImage ? null : _rejection;

    internal static DecodeResult Of(DecodedImage image) => new(true, image, default);

    internal static DecodeResult Of(Rejection rejection) => new(false, default, rejection);
}
