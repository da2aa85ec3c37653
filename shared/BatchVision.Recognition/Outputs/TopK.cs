namespace BatchVision.Recognition.Outputs;

/// <summary>Indices of the k largest values, best first, without sorting the rest.</summary>
internal ref struct TopK
{
    private readonly Span<int> _indices;

    /// <param name="scratch">Used when it holds <paramref name="k"/>; else an array is made.</param>
    /// <param name="k">1 or more.</param>
    public TopK(Span<int> scratch, int k) => _indices = scratch.Length >= k ? scratch[..k] : new int[k];

    public int Count { get; private set; }

    public readonly int this[int rank] => _indices[..Count][rank];

    /// <summary>Takes values ≥ <paramref name="floor"/>; NaN and ±∞ never are. Equal values rank by index.</summary>
    public void Select(ReadOnlySpan<float> values, float floor)
    {
        // Once full, most values fail one comparison with the worst that is kept.
        var least = floor;
        for (var i = 0; i < values.Length; i++)
        {
            if (!(values[i] >= least) || !float.IsFinite(values[i]) || (Count == _indices.Length && values[i] == values[_indices[^1]]))
                continue;
            Insert(values, i);
            if (Count == _indices.Length)
                least = values[_indices[^1]];
        }
    }

    private void Insert(ReadOnlySpan<float> values, int index)
    {
        if (Count < _indices.Length)
            Count++;
        var rank = Count - 1;
        for (; rank > 0 && values[_indices[rank - 1]] < values[index]; rank--)
            _indices[rank] = _indices[rank - 1];
        _indices[rank] = index;
    }
}
