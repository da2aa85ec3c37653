using BatchVision.Recognition.Imaging;

namespace BatchVision.Recognition.Quantization;

/// <summary>Image files as tensors of a model, by the very decoding and preprocessing of recognition. One thread at a time.</summary>
/// <param name="input">The model's input.</param>
public sealed class SampleImages(InputSpec input) : IDisposable
{
    private readonly ImageDecoder _decoder = new(new ImageLimits());
    private readonly DecodeScratch _scratch = new();
    private readonly InputSpec[] _inputs = [input];
    private readonly byte[] _pixels = new byte[input.Width * input.Height * 3];

    /// <summary>Files that were no image that can be read.</summary>
    public int Unreadable { get; private set; }

    /// <summary>Fills a slot with an image.</summary>
    /// <param name="file">Path of the image.</param>
    /// <param name="slot"><see cref="InputSpec.SlotBytes"/> bytes.</param>
    /// <returns>Where the image lies in the input; null when the file cannot be read as one.</returns>
    public Placement? TryFill(string file, Span<byte> slot)
    {
        if (Encoded(file) is not { } encoded || _decoder.Decode(encoded, _inputs, _scratch) is not { IsImage: true } decoded)
        {
            Unreadable++;
            return null;
        }

        var image = decoded.Image;
        PixelResizer.Fill(image, input, _pixels, _scratch);
        TensorWriter.Write(_pixels, input, slot);
        return Placement.Of(input, image.Facts.Width, image.Facts.Height);
    }

    /// <inheritdoc/>
    public void Dispose() => _scratch.Dispose();

    private static byte[]? Encoded(string file)
    {
        try
        {
            return new FileInfo(file).Length <= new ImageLimits().MaxBytes ? File.ReadAllBytes(file) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
