namespace BatchVision.Cli.Simulate.Engine;

/// <summary>What is to happen, by time; of two things at one moment the one that was planned first comes first, so that a run can be repeated.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, (double At, long Order)> _events = new();
    private long _order;

    /// <summary>Seconds since the start.</summary>
    public double Now { get; private set; }

    public void At(double time, Action action) => _events.Enqueue(action, (Math.Max(time, Now), _order++));

    public void After(double seconds, Action action) => At(Now + seconds, action);

    /// <summary>Lets things happen until it is over, or nothing is left, or the time is up.</summary>
    public void Run(Func<bool> isOver, double limit)
    {
        while (!isOver() && _events.TryDequeue(out var action, out var when) && when.At <= limit)
        {
            Now = when.At;
            action();
        }
    }
}
