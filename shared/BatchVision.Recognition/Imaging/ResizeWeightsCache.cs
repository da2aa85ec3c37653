namespace BatchVision.Recognition.Imaging;

/// <summary>The weights used last. Collections tend to have few sizes; those that do not pay a few microseconds and no garbage.</summary>
internal sealed class ResizeWeightsCache
{
    private const int Entries = 8;

    private readonly ResizeWeights[] _entries = [.. Enumerable.Range(0, Entries).Select(_ => new ResizeWeights())];
    private int _oldest;

    /// <summary>Valid until the next call.</summary>
    public ResizeWeights Get(RasterAxis source, int destination, int first, int count)
    {
        foreach (var entry in _entries)
        {
            if (entry.Fits(source, destination, first, count))
                return entry;
        }

        var reused = _entries[_oldest];
        _oldest = (_oldest + 1) % Entries;
        reused.Compute(source, destination, first, count);
        return reused;
    }
}
