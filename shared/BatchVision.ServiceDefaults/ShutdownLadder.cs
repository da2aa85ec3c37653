namespace BatchVision.ServiceDefaults;

/// <summary>
/// The four times of a stop, each longer than the one before: whoever waits must wait longer than what it waits for, or the outer
/// one cuts the inner one off in the middle. A stop that nobody cuts off ends as soon as the work in hand is done.
/// </summary>
public static class ShutdownLadder
{
    /// <summary>
    /// 75 s: how long consumers may go on with what they have. A chunk takes seconds, its retries included less than this;
    /// then their token fires and the messages go back to the queue.
    /// </summary>
    public static readonly TimeSpan ConsumerStop = TimeSpan.FromSeconds(75);

    /// <summary>90 s: how long the host waits for the bus, consumers included, to hand back its messages and close.</summary>
    public static readonly TimeSpan BusStop = TimeSpan.FromSeconds(90);

    /// <summary>100 s: <c>HostOptions.ShutdownTimeout</c>, for the bus and every other hosted service. The host's own default is 30 s.</summary>
    public static readonly TimeSpan Host = TimeSpan.FromSeconds(100);

    /// <summary>
    /// 120 s: what the orchestrator grants between SIGTERM and SIGKILL (<c>stop_grace_period</c>, <c>terminationGracePeriodSeconds</c>).
    /// A killed process spends a delivery count of every message it held.
    /// </summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(120);
}
