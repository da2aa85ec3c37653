using BatchVision.Contracts;

namespace BatchVision.Cli.Simulate.Engine;

/// <summary>
/// The system as it is, by events: uploads and back-fills become chunks, senders keep a window of them with the broker, workers take a few of each lane at a time,
/// writers put their answers into rows.
/// </summary>
internal sealed class Simulation
{
    // Something that is too small for its load is not followed for ever.
    private const double LongestSeconds = 400 * 86_400.0;

    private readonly SimulationSettings _settings;
    private readonly Machinery _machinery;
    private readonly Dictionary<Lane, MessageQueue> _queues;
    private readonly MessageQueue _results;
    private readonly List<ResultsWriter> _writers = [];
    private readonly List<WorkerPool> _pools = [];
    private readonly List<JobSender> _jobs = [];
    private readonly JobSender _liveJob;
    private readonly WorkerPool _quarantine;
    private readonly Timeline _timeline = new();
    private readonly Latencies _live = new();
    private long _arrived;
    private long _written;
    private long _backfillLeft;
    private long _maxBacklog;
    private double _firstRow = -1;
    private long _firstRows;
    private double _lastRow;
    private double? _backfillDone;
    private Usage? _usage;

    private Simulation(SimulationSettings settings)
    {
        _settings = settings;
        _machinery = new Machinery(settings);
        _queues = new()
        {
            [Lane.Live] = new MessageQueue(settings.Prefetch),
            [Lane.Backfill] = new MessageQueue(settings.Prefetch),
            [Lane.Quarantine] = new MessageQueue(prefetch: 1),
        };
        _results = new MessageQueue(prefetch: settings.WriteBatch);
        _backfillLeft = settings.Backfill;
        _liveJob = Job(Lane.Live);
        _quarantine = Pool(settings with { Deaths = 0 }, [Lane.Quarantine]);
    }

    private Agenda Agenda => _machinery.Agenda;

    private long Backlog => _arrived - _written;

    private WorkerPool Workers => _pools[0];

    public static SimulationResult Run(SimulationSettings settings) => new Simulation(settings).Run();

    private SimulationResult Run()
    {
        Build();
        Load();
        Look();
        Agenda.Run(() => Backlog == 0 && !GoesOn(Agenda.Now), LongestSeconds);
        var usage = _usage ?? Use();
        return new SimulationResult
        {
            Images = _arrived,
            Written = _written,
            Seconds = _lastRow,
            // The first rows mark the begin: what was done before them is not known to who counts rows.
            ImagesPerSecond = _lastRow > _firstRow ? (_written - _firstRows) / (_lastRow - _firstRow) : 0,
            BackfillSeconds = _backfillDone,
            Live = _live.Count > 0 ? new LatencyFigures(_live.Count, _live.Mean, _live.Percentile(0.5), _live.Percentile(0.95), _live.Percentile(0.99)) : null,
            MaxBacklog = _maxBacklog,
            PeakWorkers = _pools.Sum(pool => pool.Peak),
            WorkersBusy = Math.Max(usage.Threads, usage.Gpus),
            WritersBusy = usage.Writers,
            StoreBusy = usage.Store,
            HostBusy = usage.Host,
            Bound = usage.Bound,
            WorkerHours = _pools.Sum(pool => pool.PaidSeconds) / 3600,
            Redelivered = _machinery.Redelivered,
            Timeline = _timeline.Points,
        };
    }

    private void Build()
    {
        for (var i = 0; i < _settings.Writers; i++)
        {
            var writer = new ResultsWriter(_settings, _machinery, _results, OnWritten);
            _writers.Add(writer);
            _results.Subscribe(writer);
        }

        var workers = Pool(_settings, _settings.Lanes);
        workers.Add(_settings.Workers, warm: true);
        _pools.Add(workers);
        if (_settings.LiveWorkers > 0)
        {
            var live = Pool(_settings, [Lane.Live]);
            live.Add(_settings.LiveWorkers, warm: true);
            _pools.Add(live);
        }

        if (_settings.Autoscale is { } rule)
            new Autoscaler(rule, Agenda, workers, () => _settings.Lanes.Sum(lane => _queues[lane].Length), BacklogSeconds).Start();
        foreach (var outage in _settings.Outages.Where(outage => outage.Part == Part.Broker))
        {
            Agenda.At(outage.From, () => BrokerGoes(outage));
        }

        if (_settings.NodeLosses > 0)
            LoseNodes(new Chance(_settings.Seed + 3));
    }

    private void Load()
    {
        _arrived = _settings.Backfill;
        for (var i = 0; i < _settings.Jobs; i++)
            Job(Lane.Backfill).AddBackfill((_settings.Backfill + i) / _settings.Jobs);
        if (_settings.Live is { } live)
            new LiveArrivals(live, Agenda, new Chance(_settings.Seed + 1), GoesOn, Upload).Start();
    }

    private JobSender Job(Lane lane)
    {
        var job = new JobSender(_settings, Agenda, _machinery.Processors, _machinery.Outages, _queues[lane], lane);
        _jobs.Add(job);
        return job;
    }

    private WorkerPool Pool(SimulationSettings settings, IReadOnlyList<Lane> lanes) =>
        new(settings, _machinery, lanes.ToDictionary(lane => lane, lane => _queues[lane]), Publish, Suspect);

    private bool GoesOn(double now) => _settings.Live is not null && (_settings.Duration is { } duration ? now < duration : _backfillLeft > 0);

    private void Upload(int images)
    {
        _arrived += images;
        _maxBacklog = Math.Max(_maxBacklog, Backlog);
        var now = Agenda.Now;
        Agenda.After((_settings.Measured.IntakeMs / 1000) + Math.Max(_machinery.Outages.Wait(Part.Database), _machinery.Outages.Wait(Part.Broker)), () =>
        {
            for (var left = images; left > 0; left -= _settings.ChunkSize)
                _liveJob.Add(Math.Min(left, _settings.ChunkSize), now);
        });
    }

    private void Publish(Chunk chunk) => Agenda.After(_settings.Hop, () => _results.Enqueue(chunk));

    /// <summary>Twice it was not answered: its images go on one by one, where a crash would name the one to blame.</summary>
    private void Suspect(Chunk chunk)
    {
        chunk.Job.Split(chunk.Images);
        if (_quarantine.Count == 0)
        {
            _pools.Add(_quarantine);
            _quarantine.Add(1, warm: false);
        }

        for (var i = 0; i < chunk.Images; i++)
            _queues[Lane.Quarantine].Enqueue(new Chunk(chunk.Job, Lane.Quarantine, 1, chunk.Arrived));
    }

    private void OnWritten(Chunk chunk)
    {
        _written += chunk.Images;
        _lastRow = Agenda.Now;
        if (_firstRow < 0)
            _firstRow = Agenda.Now;
        if (_firstRow == Agenda.Now)
            _firstRows += chunk.Images;
        chunk.Job.Close();
        if (chunk.Job.Lane == Lane.Live)
        {
            _live.Add(Agenda.Now - chunk.Arrived, chunk.Images);
        }
        else if ((_backfillLeft -= chunk.Images) == 0)
        {
            _backfillDone = Agenda.Now;
            _usage = Use();
        }
    }

    private void BrokerGoes(Outage outage)
    {
        foreach (var queue in _queues.Values.Append(_results))
            queue.Pause();
        foreach (var pool in _pools)
            pool.Disconnect();
        Agenda.At(outage.End, () =>
        {
            foreach (var queue in _queues.Values.Append(_results))
                queue.Resume();
        });
    }

    private void LoseNodes(Chance chance) => Agenda.After(chance.Exponential(3600 / _settings.NodeLosses), () =>
    {
        Workers.LoseNode();
        LoseNodes(chance);
    });

    // As BacklogMonitor has it: images that wait, times what one takes, by the workers there are.
    private double BacklogSeconds()
    {
        var measured = _settings.Measured;
        var image = _settings.Gpu is { } gpu
            ? Math.Max(1 / gpu.Images, measured.DecodeCpuMs / 1000 / _settings.Cores)
            : measured.WorkerCpuMs / 1000 / _settings.Cores;
        return Backlog * image / Math.Max(1, Workers.Ready);
    }

    private void Look()
    {
        _maxBacklog = Math.Max(_maxBacklog, Backlog);
        _timeline.Add(new TimelinePoint(Agenda.Now, Backlog, _pools.Sum(pool => pool.Ready)));
        Agenda.After(_timeline.Step, Look);
    }

    private Usage Use()
    {
        var now = Math.Max(Agenda.Now, 1e-9);
        var ready = Math.Max(1e-9, _pools.Sum(pool => pool.ReadySeconds));
        return new Usage(
            _pools.Sum(pool => pool.Totals.Work) / ready / _settings.Cores,
            _pools.Sum(pool => pool.Totals.GpuSeconds) / ready,
            _pools.Sum(pool => pool.Totals.Occupied) / ready / _settings.Cores,
            _writers.Sum(writer => writer.BusySeconds) / now / _settings.Writers,
            double.IsPositiveInfinity(_settings.StoreImages) ? null : _machinery.Store.BusySeconds / now,
            double.IsPositiveInfinity(_settings.HostCores) ? null : _machinery.Processors.BusySeconds / now / _settings.HostCores,
            _jobs.Max(job => job.WindowFull) / now);
    }
}
