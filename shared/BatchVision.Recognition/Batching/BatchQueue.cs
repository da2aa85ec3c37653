namespace BatchVision.Recognition.Batching;

/// <summary>
/// Dynamic batching for one model: requests of any chunk wait here until a batch is full, the oldest has waited
/// <paramref name="maxQueueDelay"/>, or the caller has nothing better to do. Bounded by the recognizer's admission.
/// </summary>
internal sealed class BatchQueue(int maxBatchSize, TimeSpan maxQueueDelay, TimeProvider time)
{
    private readonly Queue<InferenceRequest> _waiting = new();
    private readonly Lock _gate = new();
    private int _maxBatchSize = maxBatchSize;

    public int MaxBatchSize => Volatile.Read(ref _maxBatchSize);

    public void Add(InferenceRequest request)
    {
        lock (_gate)
            _waiting.Enqueue(request);
    }

    /// <summary>Moves the next batch into <paramref name="batch"/>; false where none is due.</summary>
    /// <param name="batch">Receives at most <see cref="MaxBatchSize"/> requests, oldest first.</param>
    /// <param name="callerIsIdle">True takes whatever waits: a batch is never waited for while a core has nothing to do.</param>
    public bool TryTake(List<InferenceRequest> batch, bool callerIsIdle)
    {
        batch.Clear();
        lock (_gate)
        {
            if (_waiting.Count == 0)
                return false;

            var due = callerIsIdle || _waiting.Count >= _maxBatchSize || time.GetElapsedTime(_waiting.Peek().EnqueuedAt) >= maxQueueDelay;
            if (!due)
                return false;

            while (batch.Count < _maxBatchSize && _waiting.TryDequeue(out var request))
                batch.Add(request);
            return true;
        }
    }

    /// <summary>How long until the oldest request is due; null where nothing waits.</summary>
    public TimeSpan? UntilDue()
    {
        lock (_gate)
        {
            if (!_waiting.TryPeek(out var oldest))
                return null;

            var left = maxQueueDelay - time.GetElapsedTime(oldest.EnqueuedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Remembers a size that fits the accelerator's memory.</summary>
    public void LowerMaxBatchSize(int size)
    {
        lock (_gate)
            _maxBatchSize = Math.Clamp(size, 1, _maxBatchSize);
    }
}
