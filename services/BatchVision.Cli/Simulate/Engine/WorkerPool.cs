using BatchVision.Contracts;

namespace BatchVision.Cli.Simulate.Engine;

/// <summary>Workers of a kind: the lanes they serve, how many there are, and their deaths.</summary>
internal sealed class WorkerPool(SimulationSettings settings, Machinery machinery, IReadOnlyDictionary<Lane, MessageQueue> queues, Action<Chunk> publish, Action<Chunk> suspect)
{
    private readonly List<Worker> _workers = [];
    private readonly HashSet<Worker> _leaving = [];
    private readonly double _beside = Math.Max(0, settings.Measured.AllCpuMs - settings.Measured.WorkerCpuMs - settings.Measured.IngestCpuMs
        - (settings.Measured.WriteMs / settings.ChunkSize) - (1000 * settings.Predictions / settings.Measured.WriterRows)) / 1000;
    private readonly Chance _fate = new(settings.Seed + 2);

    public Agenda Agenda => machinery.Agenda;

    public Processors Processors => machinery.Processors;

    public Outages Outages => machinery.Outages;

    public Store Store => machinery.Store;

    public Chance Chance => machinery.Chance;

    public WorkerTotals Totals { get; } = new();

    /// <summary>Those that take chunks.</summary>
    public int Ready => _workers.Count(worker => worker.ReadySince >= 0);

    /// <summary>Those that are there, the ones that still start included.</summary>
    public int Count => _workers.Count - _leaving.Count;

    public int Peak { get; private set; }

    public void Publish(Chunk chunk) => publish(chunk);

    public void Suspect(Chunk chunk) => suspect(chunk);

    public void Acknowledge(Worker worker, Chunk chunk)
    {
        queues[chunk.Lane].Acknowledge(worker);
        if (_leaving.Contains(worker) && worker.IsIdle)
            Remove(worker);
    }

    /// <summary>What an image costs broker, store, ledger and results besides its write; nobody waits for it, but it takes cores from others.</summary>
    public void Beside(int images)
    {
        if (!double.IsPositiveInfinity(settings.HostCores))
            machinery.Processors.Run(images * _beside, () => { });
    }

    /// <summary>Adds workers; warm ones take chunks at once.</summary>
    public void Add(int count, bool warm)
    {
        for (var i = 0; i < count; i++)
        {
            var worker = new Worker(settings, this);
            _workers.Add(worker);
            Peak = Math.Max(Peak, _workers.Count);
            if (settings.Deaths > 0)
                Agenda.After(_fate.Exponential(3600 / settings.Deaths), () => Die(worker));
            if (warm)
                Open(worker);
            else
                Agenda.After(settings.Measured.StartSeconds, () => Open(worker));
        }
    }

    /// <summary>Lets a worker go, an idle one first: it ends what it has, and takes no more.</summary>
    public void RemoveOne()
    {
        var worker = _workers.Where(worker => !_leaving.Contains(worker)).OrderBy(worker => worker.ReadySince >= 0).ThenByDescending(worker => worker.IsIdle).First();
        foreach (var queue in queues.Values)
            queue.Unsubscribe(worker);
        if (worker.IsIdle)
            Remove(worker);
        else
            _leaving.Add(worker);
    }

    /// <summary>A node goes and takes its workers with it; others come in their place.</summary>
    public void LoseNode()
    {
        var first = (int)(_fate.Uniform() * Math.Max(1, _workers.Count - settings.WorkersPerNode + 1));
        foreach (var worker in _workers.Skip(first).Take(settings.WorkersPerNode).ToList())
            Die(worker);
    }

    /// <summary>The broker went: what was in hands will be given out again.</summary>
    public void Disconnect()
    {
        foreach (var worker in _workers)
            GiveBack(worker);
    }

    /// <summary>Seconds for which workers were ready, until now.</summary>
    public double ReadySeconds => Totals.Ready + _workers.Where(worker => worker.ReadySince >= 0).Sum(worker => Agenda.Now - worker.ReadySince);

    /// <summary>Seconds for which workers were there, until now.</summary>
    public double PaidSeconds => Totals.Paid + _workers.Sum(worker => Agenda.Now - worker.Created);

    private void Open(Worker worker)
    {
        if (!_workers.Contains(worker) || _leaving.Contains(worker))
            return;
        worker.ReadySince = Agenda.Now;
        foreach (var queue in queues.Values)
            queue.Subscribe(worker);
    }

    private void Die(Worker worker)
    {
        if (!_workers.Contains(worker))
            return;
        foreach (var queue in queues.Values)
            queue.Unsubscribe(worker);
        var leaving = _leaving.Contains(worker);
        Remove(worker);
        GiveBack(worker);
        if (!leaving)
            Add(1, warm: false);
    }

    private void GiveBack(Worker worker)
    {
        foreach (var lane in worker.LetGo().GroupBy(chunk => chunk.Lane).ToList())
        {
            machinery.Redelivered += lane.Count();
            queues[lane.Key].Return(worker, [.. lane]);
        }
    }

    private void Remove(Worker worker)
    {
        Totals.Paid += Agenda.Now - worker.Created;
        if (worker.ReadySince >= 0)
            Totals.Ready += Agenda.Now - worker.ReadySince;
        _workers.Remove(worker);
        _leaving.Remove(worker);
    }
}
