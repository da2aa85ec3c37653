using System.Diagnostics;
using BatchVision.Contracts;
using BatchVision.Storage;

namespace BatchVision.Benchmarks;

/// <summary>
/// Writes results of seven weeks as the results service does, fifty chunks a transaction, with a policy that decides each image; on PostgreSQL in turns
/// with a plain COPY of the same rows. Only the writing is timed, not the making of results or the planning of their chunks.
/// </summary>
/// <param name="address">An empty, migrated database.</param>
/// <param name="images">How many to write; each brings eight predictions.</param>
/// <param name="transactions">Transactions under way at once.</param>
internal sealed class RowsBenchmark(string address, int images, int transactions)
{
    public const float Review = 0.4f;
    public const float Block = 0.95f;

    private const int ChunkSize = 64;
    private const int ChunksPerWrite = 50;
    private const int Days = 49;

    // Results of so many transactions wait in memory.
    private const int WritesPerRound = 8;

    private static readonly DateTimeOffset Until = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    private readonly GeneratedResults _results = new();
    private int _writes;
    private int _images;

    public async Task<RowsResults> RunAsync(CancellationToken cancellationToken)
    {
        await using var database = Database.Open(address);
        await ActivatePolicyAsync(database, cancellationToken);
        await using var connection = await database.ConnectForQueriesAsync(cancellationToken);
        var serverCpu = ServerCpu.Of(connection);
        await using var plain = PostgresAddress.IsPostgres(address) ? new PlainCopy(PostgresAddress.Parse(address).ConnectionString) : null;
        if (plain is not null)
            await plain.CreateTablesAsync(cancellationToken);

        var clock = new ReplayClock();
        await using var ledger = new Ledger(database, clock);
        var writers = Enumerable.Range(0, transactions).Select(_ => new ReplayClock()).Select(time => (Clock: time, Writer: new RecognitionWriter(database, time))).ToList();
        var (written, copied) = (Zero("results writer"), Zero("plain COPY"));
        while (_images < images)
        {
            var jobs = new List<Job>();
            var batches = new List<(DateTimeOffset Time, List<ChunkRecognized> Results)>();
            while (batches.Count < WritesPerRound && _images < images)
            {
                var (job, batch) = await NextAsync(ledger, clock, cancellationToken);
                jobs.Add(job);
                batches.Add((clock.Now.AddSeconds(3), batch));
            }

            written += await MeasureAsync(written.Name, batches, serverCpu, (worker, time, batch) =>
            {
                writers[worker].Clock.Now = time;
                return writers[worker].Writer.WriteAsync(batch, cancellationToken);
            });
            if (plain is not null)
                copied += await MeasureAsync(copied.Name, batches, serverCpu, (_, time, batch) => plain.WriteAsync(batch, time, cancellationToken));
            foreach (var job in jobs)
                await ledger.TryCloseJobAsync(job, cancellationToken);
            Console.Error.WriteLine($"{_images:N0} images, {written.PredictionsPerSecond:N0} predictions/s, COPY {copied.PredictionsPerSecond:N0}");
        }

        foreach (var (_, writer) in writers)
            await writer.DisposeAsync();
        using var process = Process.GetCurrentProcess();
        return new RowsResults(transactions, written, plain is null ? null : copied, process.PeakWorkingSet64);
    }

    private static RowsFigures Zero(string name) => new(name, 0, 0, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, 0);

    private static async Task ActivatePolicyAsync(Database database, CancellationToken cancellationToken)
    {
        await using var policies = new Policies(database);
        await policies.ActivateAsync(
            new NewPolicy(
                "benchmark", "1", "sha", "version: 1", 6, [new NewPolicyCategory("Explicit", null, "Explicit", 1, "adult", "Sexual", Review, Block)],
                [new NewPolicyRule("porn", "Explicit", null, null, 1, 0)]),
            cancellationToken);
    }

    private async Task<RowsFigures> MeasureAsync(
        string name, List<(DateTimeOffset Time, List<ChunkRecognized> Results)> batches, ServerCpu server, Func<int, DateTimeOffset, List<ChunkRecognized>, Task> write)
    {
        var next = -1;
        var (allocated, cpu, serverCpu, started) =
            (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime, server.Total, Stopwatch.GetTimestamp());
        await Task.WhenAll(Enumerable.Range(0, transactions).Select(worker => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < batches.Count; i = Interlocked.Increment(ref next))
                await write(worker, batches[i].Time, batches[i].Results);
        })));
        return new RowsFigures(
            name, batches.Sum(batch => batch.Results.Sum(result => result.Images.Count)),
            batches.Sum(batch => batch.Results.Sum(result => result.Images.Sum(image => image.Models.Sum(model => (long)model.Predictions.Count)))),
            Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - cpu, server.Total - serverCpu, GC.GetTotalAllocatedBytes() - allocated);
    }

    /// <summary>The results of the next fifty chunks, of a job that is listed and sent.</summary>
    private async Task<(Job Job, List<ChunkRecognized> Results)> NextAsync(Ledger ledger, ReplayClock clock, CancellationToken cancellationToken)
    {
        clock.Now = Until.AddDays(-Days + (Days * (double)_images / images));
        var isThisWeek = clock.Now >= Until.AddDays(-7);
        var isCompared = _writes++ % 20 == 0;
        IReadOnlyList<ModelIdentity> models = isCompared
            ? [GeneratedResults.Classifier, GeneratedResults.Successor, GeneratedResults.Logos, GeneratedResults.Moderation]
            : [GeneratedResults.Classifier, GeneratedResults.Logos, GeneratedResults.Moderation];
        var count = Math.Min(ChunkSize * ChunksPerWrite, images - _images);
        var refs = Enumerable.Range(_images, count).Select(_results.Image).Chunk(ChunkSize).ToArray();
        _images += count;
        // Options of its own make it a job of its own, while others like it are open.
        var request = new JobRequest(GeneratedResults.Root, [.. models.Select(model => new OfferedModel(model, []))], Options: $"{_images}");
        var job = await ledger.CreateOrResumeJobAsync(request, cancellationToken);
        job = await ledger.RecordPageAsync(
            job, new PlannedPage(GeneratedResults.Root, [.. refs.Select(chunk => new PlannedChunk(job.Models, chunk))], count, 0, 0, "z", true), cancellationToken);
        var chunks = await ledger.PendingChunksAsync(job, ChunksPerWrite, cancellationToken);
        await ledger.MarkSentAsync(chunks, cancellationToken);
        return (job, chunks.ConvertAll(chunk => new ChunkRecognized(
            chunk.Command.ChunkId, chunk.Command.JobId, chunk.Command.Ordinal, chunk.Command.Source, models,
            [.. chunk.Command.Images.Select(image => _results.Outcome(image, isThisWeek, isCompared))], new StageTimes(2, 1, 0.4f, 1.2f))));
    }
}
