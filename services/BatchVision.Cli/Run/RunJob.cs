using System.Diagnostics;
using BatchVision.Cli.Moderation;
using BatchVision.Cli.Report;
using BatchVision.Contracts;
using BatchVision.Objects;
using BatchVision.Recognition;
using BatchVision.Recognition.Models;
using BatchVision.Storage;

namespace BatchVision.Cli.Run;

/// <summary>
/// <c>bv run</c>: Ingest, Worker and Results in one process, on an in-memory bus, a folder or bucket and a database. The ledger is what makes it
/// resumable: whatever stops it, the next run of the same request finds the unfinished job and goes on.
/// </summary>
internal sealed class RunJob(
    RunOptions options, Database database, Ledger ledger, Recognizer recognizer, ObjectStores stores, IObjectSource source)
{
    private readonly long _startedAt = Stopwatch.GetTimestamp();

    public static async Task<int> ExecuteAsync(RunOptions options)
    {
        using var stores = new ObjectStores(new S3Options());
        var source = FindSource(stores, options.Source);
        ReportFile.CheckWritable(options.Report);
        var policy = PolicyChoice.Read(options.Policy);
        var repository = new ModelRepository(options.ModelsDirectory);
        await using var database = Database.Open(options.Database);
        await database.MigrateAsync(CancellationToken.None);
        using var recognizer = LoadModels(repository, options);
        await policy.EnsureAsync(database, quiet: options.Json);
        await using var ledger = new Ledger(database);
        return await new RunJob(options, database, ledger, recognizer, stores, source).RunAsync();
    }

    private static IObjectSource FindSource(ObjectStores stores, string source)
    {
        if (source.Contains("://", StringComparison.Ordinal))
            return stores.OpenSource(source);
        if (File.Exists(source))
            throw new CommandException(ExitCode.Usage, $"'{source}' is a file; give the folder that holds the images.");
        if (!Directory.Exists(source))
            throw new CommandException(ExitCode.Usage, $"there is no folder '{source}'; check the path.");
        return new FolderObjects(source);
    }

    private static Recognizer LoadModels(ModelRepository repository, RunOptions options)
    {
        var models = repository.LoadAll(options.Models, new SessionSettings { Provider = options.Provider });
        return new Recognizer(models, new RecognizerOptions
        {
            ComputeThreads = options.Threads,
            MaxBatchSize = options.Provider == ExecutionProvider.Cpu ? options.BatchSize : null,
            ReadGps = options.ReadGps,
        });
    }

    private async Task<int> RunAsync()
    {
        using var interrupt = new Interrupt();
        using var meter = new StageMeter();
        var models = recognizer.Models.Select(model => new OfferedModel(model.Identity, model.Labels)).ToArray();
        var job = await ledger.CreateOrResumeJobAsync(
            new JobRequest(source.Source, models, options.Limit, options.ReadGps ? "gps" : ""), interrupt.Token);
        if (job.Resumed && !options.Json)
            await Console.Error.WriteLineAsync($"bv: going on with job {job.JobId}, which was interrupted");

        var before = await ledger.ProgressAsync(job.JobId, interrupt.Token) ?? throw new UnreachableException("The job was just made.");
        var snapshot = Snapshot(before, 0, 0);
        using var shown = new CancellationTokenSource();
        var progress = new RunProgress(meter, () => snapshot);
        var display = progress.ShowAsync(options.Json, shown.Token);
        var watch = WatchAsync();

        var finished = false;
        try
        {
            finished = await RecognizeAsync(job, interrupt.Token);
        }
        finally
        {
            await shown.CancelAsync();
            await display;
            await watch;
        }

        var after = await ledger.ProgressAsync(job.JobId, CancellationToken.None) ?? throw new UnreachableException("Jobs are never deleted.");
        if (finished && after.Listed == 0)
            throw new CommandException(ExitCode.Failure, NothingFound(after));

        var summary = await RunSummaryReader.ReadAsync(
            database, after, recognizer, meter, Stopwatch.GetElapsedTime(_startedAt), CancellationToken.None);
        if (options.Report is not null)
            await ReportFile.WriteAsync(options.Report, database, stores, summary, after, recognizer.Models, progress.History, CancellationToken.None);
        if (options.Json)
            summary.PrintJson();
        else
            summary.Print($"bv query \"select * from {database.View("image_labels")}\" --db {database.Name}", options.Report);

        if (!finished)
            await Console.Error.WriteLineAsync("bv: interrupted; run the same command again to go on");
        return !finished ? ExitCode.Interrupted : after.Failed > 0 ? ExitCode.SomeImagesFailed : ExitCode.Done;

        async Task WatchAsync()
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
            try
            {
                while (await timer.WaitForNextTickAsync(shown.Token))
                {
                    if (await ledger.ProgressAsync(job.JobId, shown.Token) is { } now)
                        snapshot = Snapshot(now with { Recognized = before.Recognized, Failed = before.Failed }, meter.Images, meter.Failed);
                }
            }
            catch (OperationCanceledException) when (shown.IsCancellationRequested)
            {
            }
        }
    }

    /// <summary>True when the job is done and its books balance; false when it was interrupted.</summary>
    private async Task<bool> RecognizeAsync(Job job, CancellationToken interrupted)
    {
        await using var bus = await EmbeddedBus.StartAsync(recognizer, stores, database, ledger, options.Verbose);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupted, bus.Faulted);
        try
        {
            await bus.Jobs.RunAsync(job, source, stop.Token);
            return true;
        }
        catch (OperationCanceledException) when (bus.Fault is { } fault)
        {
            throw new CommandException(ExitCode.Failure, $"stopped: {fault.Message} Run the same command again to go on.");
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            if (!options.Json)
                await Console.Error.WriteLineAsync("bv: finishing the chunks in progress; Ctrl-C again to leave at once");
            return false;
        }
    }

    private string NothingFound(JobProgress progress) => progress.Ignored == 0
        ? $"'{options.Source}' is empty; give a source that holds images."
        : $"'{options.Source}' holds no images: {progress.Ignored} files were ignored because they are hidden or, by their extension, something else.";

    private static RunSnapshot Snapshot(JobProgress progress, long images, long failed) => new(
        progress.Listed, progress.ListingDone, progress.Skipped, progress.Recognized + progress.Failed + images, progress.Failed + failed);
}
