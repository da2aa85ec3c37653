using System.Diagnostics;
using BatchVision.Contracts;
using BatchVision.Storage;

namespace BatchVision.Benchmarks;

/// <summary>
/// Writes results of seven weeks as the results service does, fifty chunks a transaction, with a policy that decides each image. Only the writing is
/// timed, not the making of results or the planning of their chunks.
/// </summary>
internal sealed class RowsBenchmark(Database database, int images)
{
    private const int ChunkSize = 64;
    private const int ChunksPerWrite = 50;
    private const int Days = 49;

    private int _writes;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using (var policies = new Policies(database))
        {
            await policies.ActivateAsync(
                new NewPolicy(
                    "benchmark", "1", "sha", "version: 1", 6, [new NewPolicyCategory("Explicit", null, "Explicit", 1, "adult", "Sexual", 0.4f, 0.95f)],
                    [new NewPolicyRule("porn", "Explicit", null, null, 1, 0)]),
                cancellationToken);
        }

        var results = new GeneratedResults();
        var clock = new ReplayClock();
        await using var ledger = new Ledger(database, clock);
        await using var writer = new RecognitionWriter(database, clock);
        var (written, predictions, wall, cpu) = (0, 0L, TimeSpan.Zero, TimeSpan.Zero);
        var until = new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
        while (written < images)
        {
            clock.Now = until.AddDays(-Days + (Days * (double)written / images));
            var isThisWeek = clock.Now >= until.AddDays(-7);
            var isCompared = _writes % 20 == 0;
            IReadOnlyList<ModelIdentity> models = isCompared
                ? [GeneratedResults.Classifier, GeneratedResults.Successor, GeneratedResults.Logos, GeneratedResults.Moderation]
                : [GeneratedResults.Classifier, GeneratedResults.Logos, GeneratedResults.Moderation];
            var count = Math.Min(ChunkSize * ChunksPerWrite, images - written);
            var refs = Enumerable.Range(written, count).Select(results.Image).Chunk(ChunkSize).ToArray();
            var job = await ledger.CreateOrResumeJobAsync(new JobRequest(GeneratedResults.Root, [.. models.Select(model => new OfferedModel(model, []))]), cancellationToken);
            job = await ledger.RecordPageAsync(
                job, new PlannedPage(GeneratedResults.Root, [.. refs.Select(chunk => new PlannedChunk(job.Models, chunk))], count, 0, 0, "z", true), cancellationToken);
            var chunks = await ledger.PendingChunksAsync(job, ChunksPerWrite, cancellationToken);
            await ledger.MarkSentAsync(chunks, cancellationToken);
            var batch = chunks.ConvertAll(chunk => new ChunkRecognized(
                chunk.Command.ChunkId, chunk.Command.JobId, chunk.Command.Ordinal, chunk.Command.Source, models,
                [.. chunk.Command.Images.Select(image => results.Outcome(image, isThisWeek, isCompared))], new StageTimes(2, 1, 0.4f, 1.2f)));
            predictions += batch.Sum(result => result.Images.Sum(image => image.Models.Sum(model => (long)model.Predictions.Count)));

            clock.Now = clock.Now.AddSeconds(3);
            var (started, before) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
            await writer.WriteAsync(batch, cancellationToken);
            wall += Stopwatch.GetElapsedTime(started);
            cpu += Environment.CpuUsage.TotalTime - before;
            await ledger.TryCloseJobAsync(job, cancellationToken);
            written += count;
            if (++_writes % 20 == 0)
                Console.Error.WriteLine($"{written:N0} images, {predictions:N0} predictions, {predictions / wall.TotalSeconds:N0} predictions/s");
        }

        Console.WriteLine($"{written:N0} images, {predictions:N0} predictions written in {wall.TotalSeconds:N0} s: {predictions / wall.TotalSeconds:N0} predictions/s, "
            + $"{written / wall.TotalSeconds:N0} images/s; {cpu.TotalMilliseconds / written:N3} CPU-ms an image on this side; "
            + $"peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / (1 << 20):N0} MiB.");
    }
}
