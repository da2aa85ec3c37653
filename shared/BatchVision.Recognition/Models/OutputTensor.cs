namespace BatchVision.Recognition.Models;

/// <summary>One output of the last run as float32, sliced by image.</summary>
internal sealed class OutputTensor
{
    private AlignedBuffer _values;
    private int _imageLength;

    public OutputTensor(int[] imageShape, int capacity)
    {
        ImageShape = imageShape;
        _imageLength = Product(imageShape);
        _values = new AlignedBuffer(checked(_imageLength * capacity * sizeof(float)));
    }

    /// <summary>Dimensions of one image, without the batch.</summary>
    public int[] ImageShape { get; private set; }

    public AlignedBuffer Buffer => _values;

    public ReadOnlySpan<float> Image(int index) => _values.As<float>().Slice(index * _imageLength, _imageLength);

    /// <summary>Room for <paramref name="count"/> images of another shape; the buffer only grows.</summary>
    public Span<float> Reshape(int[] imageShape, int count)
    {
        _imageLength = Product(imageShape);
        ImageShape = imageShape;
        var bytes = checked(_imageLength * count * sizeof(float));
        if (bytes > _values.Length)
            _values = new AlignedBuffer(bytes);
        return _values.As<float>()[..(_imageLength * count)];
    }

    private static int Product(int[] shape) => shape.Aggregate(1, (product, size) => checked(product * size));
}
