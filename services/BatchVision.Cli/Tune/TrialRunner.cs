using System.Diagnostics;
using BatchVision.Recognition;
using BatchVision.Recognition.Models;

namespace BatchVision.Cli.Tune;

/// <summary>Runs the whole recognition of sample images, from bytes in memory to predictions, for a while.</summary>
internal sealed class TrialRunner(ModelRepository repository, string model, ExecutionProvider provider, IReadOnlyList<byte[]> samples, TimeSpan duration)
{
    public async Task<Trial> RunAsync(Trial trial, CancellationToken cancellationToken)
    {
        var loaded = repository.Load(model, new SessionSettings { Provider = provider, IntraOpThreads = trial.IntraOpThreads });
        using var recognizer = new Recognizer([loaded], new RecognizerOptions { ComputeThreads = trial.ComputeThreads, MaxBatchSize = trial.MaxBatchSize });
        // Not measured: buffers and kernels that the first images of every size pay for.
        await FeedAsync(recognizer, duration / 4, cancellationToken);
        var (started, cpu) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var images = await FeedAsync(recognizer, duration, cancellationToken);
        return trial with
        {
            ImagesPerSecond = images / Stopwatch.GetElapsedTime(started).TotalSeconds,
            CpuMillisecondsPerImage = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds / images,
        };
    }

    private async Task<int> FeedAsync(Recognizer recognizer, TimeSpan during, CancellationToken cancellationToken)
    {
        string[] models = [recognizer.Models[0].Identity.Fingerprint];
        var started = Stopwatch.GetTimestamp();
        var (next, done) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, recognizer.MaxImagesInFlight).Select(_ => Task.Run(
            async () =>
            {
                do
                {
                    await recognizer.RecognizeAsync(samples[(Interlocked.Increment(ref next) - 1) % samples.Count], models, cancellationToken);
                    Interlocked.Increment(ref done);
                }
                while (Stopwatch.GetElapsedTime(started) < during);
            },
            cancellationToken)));
        return done;
    }
}
