namespace BatchVision.Ingest;

/// <summary>
/// A token bucket that holds a second's worth of images. It may go into debt, since chunks are sent whole; the debt is paid
/// before the next one goes, so the mean holds.
/// </summary>
internal sealed class SendRate(double? imagesPerSecond, TimeProvider timeProvider)
{
    private double _tokens = imagesPerSecond ?? 0;
    private long _counted = timeProvider.GetTimestamp();

    /// <summary>Images that may be sent now.</summary>
    public int Available()
    {
        if (imagesPerSecond is not { } rate)
        {
            return int.MaxValue;
        }

        var now = timeProvider.GetTimestamp();
        _tokens = Math.Min(rate, _tokens + (rate * timeProvider.GetElapsedTime(_counted, now).TotalSeconds));
        _counted = now;
        return (int)Math.Ceiling(_tokens);
    }

    public void Take(int images) => _tokens -= imagesPerSecond is null ? 0 : images;
}
