using System.Collections.Concurrent;

namespace BatchVision.Cli.Tests.Models;

/// <summary>Waits between two tries pass at once and are noted; the limit on silence passes when a test says so.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly ConcurrentQueue<TimeSpan> _waits = new();
    private readonly ConcurrentBag<ITimer> _silences = [];

    public IReadOnlyList<TimeSpan> Waits => [.. _waits];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime < Silence)
        {
            _waits.Enqueue(dueTime);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }

        var timer = base.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, period);
        _silences.Add(timer);
        return timer;
    }

    /// <summary>Lets the limit on silence pass for all that wait now.</summary>
    public void EndSilence()
    {
        while (_silences.TryTake(out var timer))
            timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
