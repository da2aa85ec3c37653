namespace BatchVision.Objects.S3;

/// <summary>
/// Bounds the requests under way, as TCP bounds its window: a server that asks to slow down halves the bound, at most once a second
/// because the requests under way all hear the same answer; each round of as many requests as the bound then raises it by one.
/// </summary>
internal sealed class RequestGate : IDisposable
{
    private static readonly TimeSpan BetweenHalvings = TimeSpan.FromSeconds(1);

    private readonly int _most;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _free;
    private readonly Lock _lock = new();
    private long? _halvedAt;
    private int _served;
    private int _owed;

    public RequestGate(int most, TimeProvider time)
    {
        _most = most;
        _time = time;
        _free = new SemaphoreSlim(most);
        Limit = most;
    }

    /// <summary>Requests allowed at a time now, from 1 to the most.</summary>
    public int Limit { get; private set; }

    public async ValueTask<Turn> EnterAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(this);
    }

    public void SlowDown()
    {
        lock (_lock)
        {
            _served = 0;
            if (_halvedAt is { } halvedAt && _time.GetElapsedTime(halvedAt) < BetweenHalvings)
            {
                return;
            }

            _halvedAt = _time.GetTimestamp();
            var half = Math.Max(1, Limit / 2);
            _owed += Limit - half;
            Limit = half;
            // Places that are free are taken away now; those in use when they come back.
            while (_owed > 0 && _free.Wait(0))
            {
                _owed--;
            }
        }
    }

    public void Dispose() => _free.Dispose();

    private void Exit()
    {
        lock (_lock)
        {
            var places = 1;
            if (Limit < _most && ++_served >= Limit)
            {
                _served = 0;
                Limit++;
                places = 2;
            }

            var kept = Math.Min(places, _owed);
            _owed -= kept;
            if (places > kept)
            {
                _free.Release(places - kept);
            }
        }
    }

    /// <summary>A place at the store, given back on dispose.</summary>
    internal readonly struct Turn(RequestGate gate) : IDisposable
    {
        public void Dispose() => gate.Exit();
    }
}
