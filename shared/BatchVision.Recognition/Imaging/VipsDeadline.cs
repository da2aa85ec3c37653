using NetVips;

namespace BatchVision.Recognition.Imaging;

/// <summary>Stops the evaluation of a libvips image when its time is up.</summary>
internal sealed class VipsDeadline : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Timer _timer;
    private Image? _image;

    /// <param name="image">The end of the pipeline: libvips looks at the kill flag before each strip of it.</param>
    /// <param name="remaining">Time left; none kills at once.</param>
    public VipsDeadline(Image image, TimeSpan remaining)
    {
        _image = image;
        _timer = new Timer(static state => ((VipsDeadline)state!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (remaining > TimeSpan.Zero)
            _timer.Change(remaining, Timeout.InfiniteTimeSpan);
        else
            Expire();
    }

    /// <summary>True once the time was up before the end.</summary>
    public bool Expired { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        // A callback may be under way: after this it finds no image, so it cannot touch one that is being freed.
        lock (_gate)
            _image = null;
    }

    private void Expire()
    {
        lock (_gate)
        {
            if (_image is null)
                return;
            Expired = true;
            _image.SetKill(true);
        }
    }
}
