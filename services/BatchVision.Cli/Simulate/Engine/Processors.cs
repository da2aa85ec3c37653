namespace BatchVision.Cli.Simulate.Engine;

/// <summary>
/// Cores that all threads which want to run share evenly, as a scheduler does. Without a limit each thread has its own. A virtual clock that runs slower the
/// more threads there are makes each end a fixed point on it, so that nobody's end is computed anew when somebody comes or goes.
/// </summary>
internal sealed class Processors(Agenda agenda, double cores)
{
    private readonly PriorityQueue<Action, (double At, long Order)> _threads = new();
    private double _virtual;
    private double _since;
    private double _busy;
    private long _order;
    private long _plan;

    /// <summary>Core-seconds that were used; 0 where there is no limit.</summary>
    public double BusySeconds
    {
        get
        {
            Advance();
            return _busy;
        }
    }

    private double Rate => Math.Min(1, cores / Math.Max(1, _threads.Count));

    /// <summary>Runs so much work on one thread.</summary>
    public void Run(double seconds, Action done)
    {
        if (double.IsPositiveInfinity(cores))
        {
            agenda.After(seconds, done);
            return;
        }

        Advance();
        _threads.Enqueue(done, (_virtual + seconds, _order++));
        Plan();
    }

    private void Advance()
    {
        var passed = agenda.Now - _since;
        _since = agenda.Now;
        _virtual += passed * Rate;
        _busy += passed * Math.Min(_threads.Count, cores);
    }

    private void Plan()
    {
        var plan = ++_plan;
        if (_threads.TryPeek(out _, out var first))
        {
            agenda.After(Math.Max(0, first.At - _virtual) / Rate, () =>
            {
                // A later plan knows better.
                if (plan == _plan)
                    Complete();
            });
        }
    }

    private void Complete()
    {
        Advance();
        // Its own end, however the sum of the steps to it was rounded.
        var done = _threads.TryDequeue(out var action, out var end) ? action : null;
        _virtual = Math.Max(_virtual, end.At);
        Plan();
        done?.Invoke();
    }
}
