namespace BatchVision.Cli.Simulate.Engine;

/// <summary>
/// A queue of RabbitMQ with several consumers: each gets messages in turn, up to its prefetch of unacknowledged ones. What is returned goes to the front.
/// </summary>
internal sealed class MessageQueue(int prefetch)
{
    private readonly LinkedList<Chunk> _messages = [];
    private readonly Queue<IConsumer> _ready = new();
    private readonly Dictionary<IConsumer, int> _unacked = [];
    private bool _paused;

    /// <summary>Waiting and unacknowledged, as the management API counts.</summary>
    public int Length { get; private set; }

    public void Enqueue(Chunk chunk)
    {
        Length++;
        _messages.AddLast(chunk);
        Deliver();
    }

    public void Subscribe(IConsumer consumer)
    {
        _unacked.Add(consumer, 0);
        _ready.Enqueue(consumer);
        Deliver();
    }

    /// <summary>No more messages for this consumer.</summary>
    public void Unsubscribe(IConsumer consumer) => _unacked.Remove(consumer);

    public void Acknowledge(IConsumer consumer)
    {
        Length--;
        if (_unacked.TryGetValue(consumer, out var unacked))
        {
            _unacked[consumer] = unacked - 1;
            // In the line already, unless its hands were full.
            if (unacked == prefetch)
                _ready.Enqueue(consumer);
            Deliver();
        }
    }

    /// <summary>Takes back what a consumer did not answer.</summary>
    public void Return(IConsumer consumer, IReadOnlyCollection<Chunk> chunks)
    {
        foreach (var chunk in chunks.Reverse())
        {
            chunk.Returns++;
            _messages.AddFirst(chunk);
        }

        if (_unacked.TryGetValue(consumer, out var unacked))
        {
            _unacked[consumer] = unacked - chunks.Count;
            if (unacked == prefetch && chunks.Count > 0)
                _ready.Enqueue(consumer);
        }

        Deliver();
    }

    public void Pause() => _paused = true;

    public void Resume()
    {
        _paused = false;
        Deliver();
    }

    private void Deliver()
    {
        while (!_paused && _messages.Count > 0 && _ready.TryDequeue(out var consumer))
        {
            if (!_unacked.TryGetValue(consumer, out var unacked))
                continue;
            _unacked[consumer] = unacked + 1;
            if (unacked + 1 < prefetch)
                _ready.Enqueue(consumer);
            var chunk = _messages.First!.Value;
            _messages.RemoveFirst();
            consumer.Deliver(chunk);
        }
    }
}
