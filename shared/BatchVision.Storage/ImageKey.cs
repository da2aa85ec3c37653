namespace BatchVision.Storage;

/// <summary>The natural key of an image row, in the order of its unique index.</summary>
internal readonly record struct ImageKey(int SourceId, string Key, string ETag) : IComparable<ImageKey>
{
    public int CompareTo(ImageKey other)
    {
        var order = SourceId.CompareTo(other.SourceId);
        order = order != 0 ? order : string.CompareOrdinal(Key, other.Key);
        return order != 0 ? order : string.CompareOrdinal(ETag, other.ETag);
    }
}
