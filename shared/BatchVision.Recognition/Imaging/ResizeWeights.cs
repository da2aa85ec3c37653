namespace BatchVision.Recognition.Imaging;

/// <summary>
/// One axis of a triangle filter: for each wanted destination pixel where its source pixels start and what each weighs. The filter is
/// as wide as one source pixel when enlarging and as one destination pixel when shrinking (antialiasing), like Pillow's BILINEAR and
/// libvips' linear kernel. Reused for another pair of sizes without allocating.
/// </summary>
internal sealed class ResizeWeights
{
    private int[] _starts = [];
    private float[] _weights = [];
    private (RasterAxis Source, int Destination, int First, int Count) _key;

    /// <summary>Source pixels per destination pixel; unused ones weigh 0 and still lie inside the source where it is wide enough.</summary>
    public int Taps { get; private set; }

    /// <summary>First source pixel that any wanted destination pixel reads.</summary>
    public int Begin { get; private set; }

    /// <summary>One past the last source pixel read.</summary>
    public int End { get; private set; }

    /// <summary>First source pixel of each wanted destination pixel.</summary>
    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, _key.Count);

    /// <summary><see cref="Taps"/> weights for each wanted destination pixel; they sum to 1.</summary>
    public ReadOnlySpan<float> Weights => _weights.AsSpan(0, _key.Count * Taps);

    public bool Fits(RasterAxis source, int destination, int first, int count) => _key == (source, destination, first, count);

    /// <summary>Weights for destination pixels <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> − 1.</summary>
    public void Compute(RasterAxis source, int destination, int first, int count)
    {
        var scale = source.Extent / destination;
        var support = Math.Max(scale, 1.0);
        Taps = Math.Min(source.Pixels, (int)Math.Ceiling(support * 2));
        Grow(count);
        _key = (source, destination, first, count);
        Begin = source.Pixels;
        End = 0;

        for (var i = 0; i < count; i++)
        {
            var center = source.Origin + ((first + i + 0.5) * scale);
            // A side cut short by a partial pixel repeats its last one.
            center = Math.Clamp(center, 0.5, source.Pixels - 0.5);
            var from = Math.Max(0, (int)(center - support + 0.5));
            // Where rounding makes the window a pixel wider than it is, that pixel's weight is nothing.
            var to = Math.Min(Math.Min(source.Pixels, from + Taps), (int)(center + support + 0.5));
            // Taps is constant, so at the right edge the window moves left and its first weights are 0.
            var start = Math.Min(from, source.Pixels - Taps);
            var weights = _weights.AsSpan(i * Taps, Taps);
            weights.Clear();

            var sum = 0.0;
            for (var x = from; x < to; x++)
                sum += Math.Max(0, 1 - (Math.Abs(x + 0.5 - center) / support));
            for (var x = from; x < to; x++)
                weights[x - start] = (float)(Math.Max(0, 1 - (Math.Abs(x + 0.5 - center) / support)) / sum);

            _starts[i] = start;
            Begin = Math.Min(Begin, start);
            End = Math.Max(End, start + Taps);
        }
    }

    private void Grow(int count)
    {
        if (_starts.Length < count)
            _starts = new int[count];
        if (_weights.Length < count * Taps)
            _weights = new float[count * Taps * 5 / 4];
    }
}
