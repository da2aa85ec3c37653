using System.Diagnostics;
using System.Globalization;
using BatchVision.Cli.Simulate;
using BatchVision.EndToEnd.Tests;
using BatchVision.Ingest;
using BatchVision.Storage;

namespace BatchVision.Benchmarks;

/// <summary>
/// What distribution costs, and what more workers bring, on one machine. Every job has images of its own, so that all write new rows.
/// </summary>
internal sealed class DistributedBenchmark(string folder, string modelsDirectory, string model, int images, int threads)
{
    private const int IdleUploads = 20;
    private const string LivePrefix = "live/";
    private const int WarmUp = 300;

    // Slow enough for one worker that has three places for them.
    private static readonly TimeSpan LiveInterval = TimeSpan.FromSeconds(1.5);

    private readonly string[] _files = [.. Directory.GetFiles(folder).Order(StringComparer.Ordinal)];
    private int _uploads;
    private int _jobs;

    public async Task<DistributedResults> RunAsync(IReadOnlyList<int> workers, int rounds, CancellationToken cancellationToken)
    {
        await using var stack = await ServiceStack.CreateAsync(await StackServers.SharedAsync(cancellationToken), cancellationToken);
        stack.Follow(LivePrefix);
        stack.Settings["Worker__ModelsDirectory"] = Path.GetFullPath(modelsDirectory);
        stack.Settings["Worker__Models"] = model;
        stack.Settings["Worker__ComputeThreads"] = threads.ToString(CultureInfo.InvariantCulture);
        Say("starting services");
        await stack.StartServicesAsync();
        await using var api = await EventApi.StartAsync(stack);
        await UploadLiveAsync(stack, api);
        await WarmUpAsync(stack);

        var figures = new StackFigures(stack);
        Say("live images alone");
        var before = await figures.WritesAsync();
        var since = DateTimeOffset.UtcNow;
        for (var i = 0; i < IdleUploads; i++)
        {
            await UploadLiveAsync(stack, api);
            await WaitForRowsAsync(figures, since, i + 1, cancellationToken);
        }

        var idle = await figures.LiveAsync(since);
        var idleWrites = await figures.WritesAsync() - before;

        List<DistributedRun> runs = [];
        Measured? measured = null;
        foreach (var count in workers)
        {
            var start = Stopwatch.StartNew();
            var starts = await StartWorkersAsync(stack, count);
            var startSeconds = starts ? start.Elapsed.TotalSeconds : (double?)null;
            await WarmUpAsync(stack);
            List<DistributedRound> taken = [];
            for (var round = 0; round < rounds; round++)
            {
                taken.Add(await RoundAsync(stack, api, figures, count));
                Say(string.Create(CultureInfo.InvariantCulture, $"{count} workers, round {round + 1}: {taken[^1].ImagesPerSecond:F0} images/s"));
            }

            var run = DistributedRound.Median(taken, count, figures.Peaks());
            measured ??= MeasuredOf(taken, run, idle, idleWrites, await figures.DecodeShareAsync());
            if (startSeconds is { } seconds && measured.StartSeconds == 0)
                measured = measured with { StartSeconds = seconds };
            runs.Add(run);
        }

        return new DistributedResults(
            model, Environment.ProcessorCount, threads, images, rounds, idle.Figures,
            [.. runs.Select(run => DistributedForecast.Compare(run, measured!, images, threads, 1 / LiveInterval.TotalSeconds))], measured!);
    }

    private static void Say(string line) => Console.Error.WriteLine($"distributed: {line}");

    /// <summary>So many images under a prefix of their own.</summary>
    private async Task<string> UploadAsync(ServiceStack stack, int count)
    {
        var prefix = $"job-{++_jobs}/";
        await Parallel.ForAsync(
            0, count, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = stack.Cancellation },
            async (i, token) =>
            {
                var file = _files[i % _files.Length];
                await stack.Bucket.PutAsync($"{prefix}{i:000000}{Path.GetExtension(file)}", await File.ReadAllBytesAsync(file, token), token);
            });
        return prefix;
    }

    private async Task UploadLiveAsync(ServiceStack stack, EventApi api)
    {
        var upload = Interlocked.Increment(ref _uploads);
        var file = _files[upload % _files.Length];
        var key = $"{LivePrefix}{upload:000000}{Path.GetExtension(file)}";
        var etag = await stack.Bucket.PutAsync(key, await File.ReadAllBytesAsync(file, stack.Cancellation), stack.Cancellation);
        await api.PostAsync(stack.Bucket.Name, key, etag, $"{upload:X}");
    }

    /// <summary>What a process compiles and opens once is paid before it is measured.</summary>
    private async Task WarmUpAsync(ServiceStack stack) => await RunJobAsync(stack, await UploadAsync(stack, WarmUp));

    private static async Task WaitForRowsAsync(StackFigures figures, DateTimeOffset since, int count, CancellationToken cancellationToken)
    {
        while ((await figures.LiveAsync(since)).Figures.Images < count)
            await Task.Delay(20, cancellationToken);
    }

    /// <summary>Brings the workers to that number; false where no new one was needed.</summary>
    private static async Task<bool> StartWorkersAsync(ServiceStack stack, int count)
    {
        var missing = count - stack.Services.Count(service => service.Name == "Worker");
        var started = Enumerable.Range(0, missing).Select(_ => stack.Start("Worker")).ToList();
        await Task.WhenAll(started.Select(worker => worker.WaitUntilReadyAsync(stack.Cancellation)));
        return missing > 0;
    }

    private static async Task<Guid> RunJobAsync(ServiceStack stack, string prefix)
    {
        var job = await stack.Jobs.SubmitAsync(new JobSubmission($"{stack.Bucket.Root}{prefix}", []), stack.Cancellation);
        await stack.WaitUntilClosedAsync(job.JobId);
        return job.JobId;
    }

    private async Task<DistributedRound> RoundAsync(ServiceStack stack, EventApi api, StackFigures figures, int workers)
    {
        var prefix = await UploadAsync(stack, images);
        figures.ForgetPeaks();
        var (since, cpu, machine, writes, started) = (DateTimeOffset.UtcNow, figures.Cpu(), ProcessTable.Machine(), await figures.WritesAsync(), Stopwatch.GetTimestamp());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stack.Cancellation);
        var trickle = TrickleAsync(stack, api, stop.Token);
        var jobId = await RunJobAsync(stack, prefix);
        await stop.CancelAsync();
        var uploads = await trickle;
        await WaitForRowsAsync(figures, since, uploads, stack.Cancellation);
        var (wall, all) = (Stopwatch.GetElapsedTime(started).TotalMilliseconds, ProcessTable.Machine() - machine);

        var used = figures.Cpu().ToDictionary(pair => pair.Key, pair => pair.Value - cpu.GetValueOrDefault(pair.Key));
        var job = await figures.JobAsync(jobId);
        return new DistributedRound(
            job,
            used.Values.Sum() / wall / Environment.ProcessorCount,
            Math.Max(0, all - used.Values.Sum()) / wall,
            used["Worker"] / wall / (workers * threads),
            used.ToDictionary(pair => pair.Key, pair => pair.Value / (images + uploads)),
            await figures.LiveAsync(since),
            await figures.WritesAsync() - writes,
            images + uploads);
    }

    /// <summary>Uploads one image after the other until it is told to stop; says how many.</summary>
    private async Task<int> TrickleAsync(ServiceStack stack, EventApi api, CancellationToken stop)
    {
        var uploads = 0;
        using var timer = new PeriodicTimer(LiveInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                await UploadLiveAsync(stack, api);
                uploads++;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The back-fill is done.
        }

        return uploads;
    }

    private Measured MeasuredOf(List<DistributedRound> rounds, DistributedRun run, LiveLatency idle, WriteTimes idleWrites, double decodeShare)
    {
        // A transaction of one image tells what a transaction takes; those of the job, what its predictions take besides, which is never nothing.
        var predictions = rounds.Sum(round => round.Writes.Predictions);
        var (seconds, count) = (rounds.Sum(round => round.Writes.Seconds), rounds.Sum(round => round.Writes.Count));
        var transaction = Math.Min(idleWrites.Seconds / idleWrites.Count, 0.5 * seconds / count);
        var writing = seconds - (count * transaction);
        return new Measured
        {
            Source = string.Create(CultureInfo.InvariantCulture,
                $"{model} on {_files.Length} images of a folder, {Environment.ProcessorCount} cores shared by all, {run.Workers} worker of {threads} threads, {DateTime.UtcNow:yyyy-MM-dd}"),
            WorkerCpuMs = Rounded(run.CpuOf("Worker")),
            DecodeCpuMs = Rounded(decodeShare * run.CpuOf("Worker")),
            IngestCpuMs = Rounded(run.CpuOf("Ingest") + run.CpuOf("Api")),
            ResultsCpuMs = Rounded(run.CpuOf("Results")),
            BrokerCpuMs = Rounded(run.CpuOf("RabbitMQ")),
            DatabaseCpuMs = Rounded(run.CpuOf("PostgreSQL")),
            StoreCpuMs = Rounded(run.CpuOf("S3")),
            FetchMs = Rounded(run.FetchMs),
            // The sender looks every so often, which is simulated.
            IntakeMs = Rounded(Math.Max(0, (1000 * idle.IntakeSeconds) - (new IngestOptions().PollInterval.TotalMilliseconds / 2))),
            WriteMs = Rounded(1000 * transaction),
            WriterRows = Math.Round(predictions / writing),
            // A model takes the same time for every image.
            Variation = Rounded(decodeShare * Measurement.Median(rounds.Select(round => round.Job.DecodeVariation))),
            StartSeconds = 0,
        };

        static double Rounded(double value) => Math.Round(value, 3);
    }
}
