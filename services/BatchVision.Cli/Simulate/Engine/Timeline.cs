namespace BatchVision.Cli.Simulate.Engine;

/// <summary>What waited and who worked, in equal steps; where there come too many of them, every two become one.</summary>
internal sealed class Timeline
{
    private const int MaxPoints = 120;

    private readonly List<TimelinePoint> _points = [];

    /// <summary>Seconds until the next look.</summary>
    public double Step { get; private set; } = 1;

    public IReadOnlyList<TimelinePoint> Points => _points;

    public void Add(TimelinePoint point)
    {
        _points.Add(point);
        if (_points.Count < MaxPoints)
            return;
        for (var i = 0; i < MaxPoints / 2; i++)
            _points[i] = _points[(2 * i) + 1] with { Backlog = Math.Max(_points[2 * i].Backlog, _points[(2 * i) + 1].Backlog) };
        _points.RemoveRange(MaxPoints / 2, MaxPoints / 2);
        Step *= 2;
    }
}
