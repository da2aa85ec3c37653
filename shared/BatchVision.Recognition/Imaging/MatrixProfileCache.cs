namespace BatchVision.Recognition.Imaging;

/// <summary>The profiles that a thread met last: a bucket holds the pictures of a few cameras. One that cannot be used here is not kept; reading its head is cheap.</summary>
internal sealed class MatrixProfileCache
{
    private readonly MatrixProfile?[] _profiles = new MatrixProfile?[8];
    private int _next;

    public MatrixProfile? Get(ReadOnlySpan<byte> bytes)
    {
        foreach (var known in _profiles)
        {
            if (known?.Is(bytes) == true)
                return known;
        }

        if (MatrixProfile.TryRead(bytes) is not { } profile)
            return null;
        _profiles[_next] = profile;
        _next = (_next + 1) % _profiles.Length;
        return profile;
    }
}
