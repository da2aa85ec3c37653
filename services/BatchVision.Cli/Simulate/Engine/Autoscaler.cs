namespace BatchVision.Cli.Simulate.Engine;

/// <summary>KEDA and the horizontal autoscaler on one lane.</summary>
internal sealed class Autoscaler(AutoscaleRule rule, Agenda agenda, WorkerPool pool, Func<int> chunks, Func<double> backlogSeconds)
{
    private readonly Queue<(double At, int Wanted)> _wishes = new();
    private readonly Queue<double> _ups = new();
    private double _active;
    private double _down = double.NegativeInfinity;

    public void Start() => agenda.After(rule.Poll, Look);

    private void Look()
    {
        var wanted = Wanted();
        _wishes.Enqueue((agenda.Now, wanted));
        while (_wishes.Peek().At < agenda.Now - rule.Stabilization)
            _wishes.Dequeue();
        while (_ups.TryPeek(out var up) && up <= agenda.Now - rule.UpPeriod)
            _ups.Dequeue();

        if (wanted > pool.Count)
        {
            for (var count = Math.Min(wanted - pool.Count, rule.Up - _ups.Count); count > 0; count--)
            {
                _ups.Enqueue(agenda.Now);
                pool.Add(1, warm: false);
            }
        }
        else if (_wishes.Max(wish => wish.Wanted) < pool.Count && _down <= agenda.Now - rule.DownPeriod)
        {
            _down = agenda.Now;
            pool.RemoveOne();
        }

        agenda.After(rule.Poll, Look);
    }

    private int Wanted()
    {
        var seconds = backlogSeconds();
        if (chunks() > 0 || seconds > 0)
            _active = agenda.Now;
        var wanted = Math.Ceiling(chunks() / rule.Chunks);
        if (rule.BacklogSeconds is { } limit)
        {
            var ratio = seconds / limit;
            // The autoscaler leaves things as they are within a tenth.
            wanted = Math.Max(wanted, Math.Abs(ratio - 1) <= 0.1 ? pool.Count : Math.Ceiling(Math.Max(1, pool.Count) * ratio));
        }

        // Only the cooldown lets the last one go.
        var least = rule.Min == 0 && agenda.Now - _active >= rule.Cooldown ? 0 : Math.Max(rule.Min, _active > 0 || pool.Count > 0 ? 1 : 0);
        return (int)Math.Clamp(wanted, least, rule.Max);
    }
}
