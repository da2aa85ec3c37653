using BatchVision.Contracts;

namespace BatchVision.Cli.Simulate.Engine;

/// <summary>Ingest on one job: every so often it sends what the window has room for.</summary>
internal sealed class JobSender(SimulationSettings settings, Agenda agenda, Processors processors, Outages outages, MessageQueue queue, Lane lane)
{
    private readonly Queue<Chunk> _pending = new();
    private long _unplanned;
    private int _outstanding;
    private bool _awake;
    private double _fullSince = -1;
    private double _full;

    public Lane Lane => lane;

    /// <summary>Seconds in which more would have been sent, had the window been larger.</summary>
    public double WindowFull => _full + (_fullSince >= 0 ? agenda.Now - _fullSince : 0);

    private bool HasPending => _pending.Count > 0 || _unplanned > 0;

    /// <summary>Images that are there at once; they become chunks as they are sent.</summary>
    public void AddBackfill(long images)
    {
        _unplanned += images;
        Wake();
    }

    public void Add(int images, double arrived)
    {
        _pending.Enqueue(new Chunk(this, lane, images, arrived));
        Wake();
    }

    /// <summary>A chunk has its rows.</summary>
    public void Close()
    {
        _outstanding--;
        Wake();
    }

    /// <summary>A chunk became so many.</summary>
    public void Split(int chunks) => _outstanding += chunks - 1;

    private void Wake()
    {
        if (_awake || !HasPending)
            return;
        if (_outstanding >= settings.Window)
        {
            if (_fullSince < 0)
                _fullSince = agenda.Now;
            return;
        }

        if (_fullSince >= 0)
        {
            _full += agenda.Now - _fullSince;
            _fullSince = -1;
        }

        _awake = true;
        var next = settings.Poll > 0 ? (Math.Floor(agenda.Now / settings.Poll) + 1) * settings.Poll : agenda.Now;
        agenda.At(next, Look);
    }

    private void Look()
    {
        var wait = Math.Max(outages.Wait(Part.Database), outages.Wait(Part.Broker));
        if (wait > 0)
        {
            agenda.After(wait, Look);
            return;
        }

        _awake = false;
        while (_outstanding < settings.Window && Next() is { } chunk)
        {
            _outstanding++;
            processors.Run(chunk.Images * settings.Measured.IngestCpuMs / 1000, () => agenda.After(settings.Hop, () => queue.Enqueue(chunk)));
        }

        Wake();
    }

    private Chunk? Next()
    {
        if (_pending.TryDequeue(out var chunk))
            return chunk;
        var images = (int)Math.Min(_unplanned, settings.ChunkSize);
        _unplanned -= images;
        return images > 0 ? new Chunk(this, lane, images, 0) : null;
    }
}
