using System.Collections.Concurrent;
using BatchVision.Recognition.Imaging;

namespace BatchVision.Recognition.Batching;

/// <summary>
/// One thread a core, shared by decoding and inference on demand. A batch that is due goes first (it frees memory and ends images),
/// then decoding, then whatever part of a batch waits: so no core idles while there is work, and no fixed split starves a stage.
/// </summary>
internal sealed class ComputeThreads : IDisposable
{
    private readonly ConcurrentQueue<ImageRequest> _images = new();
    private readonly Action<ImageRequest, DecodeScratch> _decode;
    private readonly IReadOnlyList<BatchRunner> _runners;
    private readonly SemaphoreSlim _work = new(0);
    private readonly Thread[] _threads;
    private volatile bool _stopping;

    /// <param name="count">Threads to start.</param>
    /// <param name="runners">Models that run on these threads; a model on a GPU has a thread of its own.</param>
    /// <param name="decode">What is done with an image; throws nothing.</param>
    public ComputeThreads(int count, IReadOnlyList<BatchRunner> runners, Action<ImageRequest, DecodeScratch> decode)
    {
        _decode = decode;
        _runners = runners;
        _threads = [.. Enumerable.Range(0, count).Select(i => new Thread(Loop) { IsBackground = true, Name = $"compute-{i}" })];
        foreach (var thread in _threads)
            thread.UnsafeStart(); // without the caller's activity: a batch belongs to no trace
    }

    public void Add(ImageRequest image)
    {
        _images.Enqueue(image);
        _work.Release();
    }

    /// <summary>Tells a waiting thread that a runner's queue has grown.</summary>
    public void Signal() => _work.Release();

    public void Dispose()
    {
        _stopping = true;
        _work.Release(_threads.Length);
        foreach (var thread in _threads)
            thread.Join();
        _work.Dispose();
    }

    private void Loop()
    {
        using var scratch = new DecodeScratch();
        while (true)
        {
            // One permit per decode or request queued, and a wake-up always takes something that waits, so permits never run short.
            // A batch of n uses one permit and leaves n - 1 wake-ups that find nothing.
            _work.Wait();
            if (_stopping)
                return;

            if (RunBatch(callerIsIdle: false))
                continue;

            if (_images.TryDequeue(out var image))
                _decode(image, scratch);
            else
                RunBatch(callerIsIdle: true);
        }
    }

    private bool RunBatch(bool callerIsIdle)
    {
        foreach (var runner in _runners)
        {
            if (runner.TryRunOne(callerIsIdle))
                return true;
        }

        return false;
    }
}
