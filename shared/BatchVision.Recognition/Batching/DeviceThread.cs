namespace BatchVision.Recognition.Batching;

/// <summary>
/// The thread that feeds one model on a GPU. While a batch runs the next one gathers; an idle device waits at most the model's
/// max queue delay for its batch to fill.
/// </summary>
internal sealed class DeviceThread : IDisposable
{
    private readonly BatchRunner _runner;
    private readonly SemaphoreSlim _work = new(0);
    private readonly Thread _thread;
    private volatile bool _stopping;

    public DeviceThread(BatchRunner runner)
    {
        _runner = runner;
        _thread = new Thread(Loop) { IsBackground = true, Name = $"device-{runner.Model.Identity.Name}" };
        _thread.UnsafeStart();
    }

    public void Signal() => _work.Release();

    public void Dispose()
    {
        _stopping = true;
        _work.Release();
        _thread.Join();
        _work.Dispose();
    }

    private void Loop()
    {
        while (!_stopping)
        {
            if (_runner.TryRunOne(callerIsIdle: false))
                continue;

            // Wakes for every request; the delay of the oldest one bounds the wait where too few come.
            _work.Wait(_runner.Queue.UntilDue() ?? Timeout.InfiniteTimeSpan);
        }
    }
}
