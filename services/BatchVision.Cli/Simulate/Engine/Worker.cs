using BatchVision.Contracts;

namespace BatchVision.Cli.Simulate.Engine;

/// <summary>
/// A worker: images of all chunks in its hands, of whatever lane, are begun in the order in which they came. A thread's part of a chunk is one piece of
/// work, which loses nothing: the sum of its times is drawn as one.
/// </summary>
internal sealed class Worker(SimulationSettings settings, WorkerPool pool) : IConsumer
{
    private readonly Queue<(Chunk Chunk, int Images)> _waiting = new();
    private readonly List<Chunk> _hands = [];
    private readonly Agenda _agenda = pool.Agenda;
    private int _free = settings.Cores;
    private int _life;
    private double _gpuFree;
    private double _filled;
    private bool _waitsForStore;

    // Recognizer.MaxImagesInFlight: fetches beyond it wait.
    private readonly int _inFlight = (4 * settings.Cores) + (2 * (settings.Gpu?.Batch ?? 1));
    private readonly double _gpuSeconds = settings.Gpu is { } gpu ? gpu.Delay + (gpu.Batch / gpu.Images) : 0;
    private readonly double _cpu = (settings.Gpu is null ? settings.Measured.WorkerCpuMs : settings.Measured.DecodeCpuMs) / 1000;

    /// <summary>Since when it is there.</summary>
    public double Created { get; } = pool.Agenda.Now;

    /// <summary>Since when it takes chunks; negative before that.</summary>
    public double ReadySince { get; set; } = -1;

    public bool IsIdle => _hands.Count == 0;

    public void Deliver(Chunk chunk)
    {
        // Into an empty pipeline the bytes must come first; into a busy one they come while others are worked on.
        if (IsIdle)
            _filled = _agenda.Now + pool.Store.FetchSeconds;
        _hands.Add(chunk);
        if (chunk.Returns >= 2 && chunk.Lane != Lane.Quarantine)
        {
            Forget(chunk);
            pool.Suspect(chunk);
            return;
        }

        chunk.SlicesLeft = Math.Min(settings.Cores, chunk.Images);
        for (var slice = 0; slice < chunk.SlicesLeft; slice++)
            _waiting.Enqueue((chunk, (chunk.Images + slice) / chunk.SlicesLeft));
        Begin();
    }

    /// <summary>Stops at once, dead or without its broker; what it held is for the queues to give to others.</summary>
    public IReadOnlyList<Chunk> LetGo()
    {
        var lost = _hands.ToList();
        _hands.Clear();
        _waiting.Clear();
        (_free, _gpuFree, _life, _waitsForStore) = (settings.Cores, 0, _life + 1, false);
        return lost;
    }

    private void Begin()
    {
        while (_free > 0 && _waiting.Count > 0 && !_waitsForStore)
        {
            var life = _life;
            if (pool.Outages.Wait(Part.Store) is > 0 and var wait)
            {
                _waitsForStore = true;
                _agenda.After(wait, () =>
                {
                    if (life == _life)
                        Resume();
                });
                return;
            }

            var (chunk, images) = _waiting.Dequeue();
            _free--;
            var began = _agenda.Now;
            var work = pool.Chance.Sum(images, _cpu, settings.Measured.Variation);
            // No sooner than the places in the pipeline let its images through, nor than the store has given so much to all.
            var through = (work + (images * (pool.Store.FetchSeconds + _gpuSeconds))) * settings.Cores / _inFlight;
            var end = Math.Max(began + through, pool.Store.Fetched(images));
            pool.Beside(images);
            Run(_filled - began, work, () =>
            {
                pool.Totals.Work += work;
                _agenda.At(end, () =>
                {
                    if (life == _life)
                        End(chunk, began);
                });
            });
        }
    }

    private void Run(double first, double work, Action done)
    {
        if (first > 0)
            _agenda.After(first, () => pool.Processors.Run(work, done));
        else
            pool.Processors.Run(work, done);
    }

    private void Resume()
    {
        _waitsForStore = false;
        Begin();
    }

    private void End(Chunk chunk, double began)
    {
        pool.Totals.Occupied += _agenda.Now - began;
        _free++;
        if (--chunk.SlicesLeft == 0)
            Infer(chunk);
        Begin();
    }

    private void Infer(Chunk chunk)
    {
        var life = _life;
        var inferred = _agenda.Now;
        if (settings.Gpu is { } gpu)
        {
            // Batches of earlier chunks are before it; its own began while it was decoded, but for the last.
            var last = (double)Math.Min(chunk.Images, gpu.Batch) / gpu.Images;
            var delay = chunk.Images % gpu.Batch == 0 ? 0 : gpu.Delay;
            inferred = _gpuFree = Math.Max(_agenda.Now + delay + last, _gpuFree + (chunk.Images / gpu.Images));
            pool.Totals.GpuSeconds += chunk.Images / gpu.Images;
        }

        // Acknowledged when the broker has the result.
        _agenda.At(inferred + settings.Hop, () =>
        {
            if (life != _life)
                return;
            Forget(chunk);
            pool.Publish(chunk);
        });
    }

    private void Forget(Chunk chunk)
    {
        _hands.Remove(chunk);
        pool.Acknowledge(this, chunk);
    }
}
