using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3.Model;
using BatchVision.Contracts;
using BatchVision.Ingest;
using BatchVision.Objects;
using BatchVision.Storage;
using BatchVision.TestServers;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchVision.Benchmarks;

/// <summary>How fast a bucket becomes chunks in the ledger: the steps of the ingest service but for the sending, on S3 and PostgreSQL.</summary>
/// <param name="database">A migrated database.</param>
/// <param name="server">Where a bucket of the benchmark's own is made.</param>
/// <param name="keys">Objects in the bucket.</param>
/// <param name="generated">Keys of the source that needs no listing.</param>
internal sealed class PlanningBenchmark(Database database, S3Server server, int keys, int generated)
{
    private const int Uploads = 32;

    private int _jobs;

    /// <param name="rounds">Each lists and plans the bucket, in turns.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<PlanningResults> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        await using var bucket = await server.CreateBucketAsync(cancellationToken);
        Console.Error.WriteLine($"Putting {keys:N0} objects.");
        await Parallel.ForAsync(
            0, keys, new ParallelOptions { MaxDegreeOfParallelism = Uploads, CancellationToken = cancellationToken },
            async (number, token) => await bucket.PutAsync($"uploads/2026/{number / 1000:d6}/{number:d9}.jpg", new byte[] { 1 }, token));

        using var stores = new ObjectStores(
            new S3Options { Endpoint = server.Endpoint }, TimeProvider.System, new BasicAWSCredentials(server.AccessKey, server.SecretKey));
        await using var ledger = new Ledger(database);
        // Once unmeasured: compiled code, prepared statements, and a store that has read its index.
        await ListAsync(bucket.Name, cancellationToken);
        await PlanAsync(ledger, new GeneratedKeys(20_000), cancellationToken);
        var (listing, planning, synthetic) = (Zero("listing"), Zero("planning"), Zero("planning, generated keys"));
        for (var round = 0; round < rounds; round++)
        {
            listing += await MeasureAsync(listing.Name, () => ListAsync(bucket.Name, cancellationToken));
            planning += await MeasureAsync(planning.Name, () => PlanAsync(ledger, stores.OpenSource(bucket.Root), cancellationToken));
            synthetic += await MeasureAsync(synthetic.Name, () => PlanAsync(ledger, new GeneratedKeys(generated), cancellationToken));
            Console.Error.WriteLine($"Round {round + 1}: {listing.KeysPerSecond:N0} keys/s listed, {planning.KeysPerSecond:N0} planned, {synthetic.KeysPerSecond:N0} of generated keys");
        }

        return new PlanningResults(listing, planning, synthetic);
    }

    private static PlanningFigures Zero(string name) => new(name, 0, TimeSpan.Zero, TimeSpan.Zero);

    private static async Task<PlanningFigures> MeasureAsync(string name, Func<Task<long>> work)
    {
        var (cpu, started) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var count = await work();
        return new PlanningFigures(name, count, Stopwatch.GetElapsedTime(started), Environment.CpuUsage.TotalTime - cpu);
    }

    private async Task<long> ListAsync(string bucket, CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = bucket };
        var listed = 0L;
        ListObjectsV2Response page;
        do
        {
            page = await server.Client.ListObjectsV2Async(request, cancellationToken);
            listed += page.S3Objects.Count;
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
        return listed;
    }

    private async Task<long> PlanAsync(Ledger ledger, IObjectSource source, CancellationToken cancellationToken)
    {
        // Workers that never fall behind: planning waits for nobody.
        var planner = new JobPlanner(
            ledger, new Listings(TimeProvider.System), new IngestOptions { MaxPendingChunks = 1_000_000 }, TimeProvider.System, NullLogger<JobPlanner>.Instance);
        var request = new JobRequest(source.Source, [new OfferedModel(GeneratedResults.Classifier, [])], Options: $"{_jobs++}");
        var job = await ledger.CreateOrResumeJobAsync(request, cancellationToken);
        return (await planner.PlanAsync(job, source, cancellationToken)).Listed;
    }
}
