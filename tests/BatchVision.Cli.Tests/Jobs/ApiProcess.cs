using System.Diagnostics;
using BatchVision.Cli.Tests.Run;
using BatchVision.Contracts;
using BatchVision.Storage;

namespace BatchVision.Cli.Tests.Jobs;

/// <summary>The REST service as a process of its own, on a free port, with a database of its own; and the hands of Ingest and Results on its jobs.</summary>
public sealed class ApiProcess : IAsyncLifetime
{
    private static readonly ModelIdentity Colors = new("colors", "1", "classification", new string('c', 64));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bv-cli-api-");
    private Process? _process;

    public string DatabasePath => Path.Combine(_folder.FullName, "batchvision.db");

    public string Address { get; private set; } = "http://127.0.0.1:0";

    /// <summary>A key that may do everything.</summary>
    public string Key { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var database = Database.Open(DatabasePath);
        await database.MigrateAsync(Token);
        await using var catalogue = new ModelCatalogue(database);
        await catalogue.OfferAsync(new ModelsOffered([new OfferedModel(Colors, [])], DateTimeOffset.UtcNow), Token);
        Key = await KeyAsync("tester", [ApiScopes.Admin]);
        await StartAsync();
    }

    /// <summary>Starts it, again on the same port after a stop.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "BatchVision.Api.dll")]) { RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_URLS"] = Address;
        start.Environment["ConnectionStrings__Database"] = DatabasePath;
        start.Environment["Api__AllowFileSources"] = "true";
        start.Environment["Api__AcceptEvents"] = "false";
        _process = Process.Start(start)!;
        const string Listening = "Now listening on: ";
        string line;
        do
        {
            line = await _process.StandardOutput.ReadLineAsync(Token) ?? throw new InvalidOperationException("The service ended at its start.");
        }
        while (!line.Contains(Listening, StringComparison.Ordinal));

        Address = line[(line.IndexOf(Listening, StringComparison.Ordinal) + Listening.Length)..].Split('"')[0];
        // Or a full pipe would stop it.
        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
    }

    public async Task StopAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync(Token);
        _process.Dispose();
        _process = null;
    }

    public async Task<string> KeyAsync(string name, IReadOnlyList<string> scopes)
    {
        await using var keys = new ApiKeys(Database.Open(DatabasePath));
        return await keys.CreateAsync(name, scopes, null, Token);
    }

    public Dictionary<string, string> Environment(string? key = null) => new() { ["BATCHVISION_API"] = Address, ["BATCHVISION_API_KEY"] = key ?? Key };

    /// <summary><c>bv</c> with address and key in its environment.</summary>
    internal Task<Bv> BvAsync(params string[] arguments) => Bv.RunAsync(Environment(), arguments);

    /// <summary>The id of a new job.</summary>
    internal async Task<Guid> SubmitAsync(string source = "s3://photos/")
    {
        var submitted = await BvAsync("submit", source);
        Assert.True(submitted.ExitCode == 0, submitted.Errors);
        return Guid.Parse(submitted.Output.Trim());
    }

    /// <summary>Lists, answers and closes a job, as Ingest, a worker and Results do.</summary>
    internal async Task FinishAsync(Guid jobId, int recognized, int failed = 0, int known = 0)
    {
        var database = Database.Open(DatabasePath);
        await using var ledger = new Ledger(database);
        await using var writer = new RecognitionWriter(database);
        var job = await ledger.FindAsync(jobId, Token) ?? throw new InvalidOperationException("There is no such job.");
        ImageRef[] images = [.. Enumerable.Range(0, recognized + failed).Select(i => new ImageRef($"{i:d5}.jpg", "v1", 10))];
        job = await ledger.RecordPageAsync(
            job, new PlannedPage("s3://photos/", [new PlannedChunk(job.Models, images)], images.Length + known, known, 0, "z", true), Token);
        var pending = await ledger.PendingChunksAsync(job, 10, Token);
        await ledger.MarkSentAsync(pending, Token);
        var chunk = pending[0].Command;
        await writer.WriteAsync([new ChunkRecognized(chunk.ChunkId, chunk.JobId, chunk.Ordinal, chunk.Source, [Colors], [.. images.Select(Outcome)])], Token);
        Assert.True(await ledger.TryCloseJobAsync(job, Token));

        ImageOutcome Outcome(ImageRef image, int index) => index < recognized
            ? new(image.Key, image.ETag, ImageStatus.Recognized, null, null, [new ModelOutcome(Colors.Fingerprint, ImageStatus.Recognized, null, [])])
            : new(image.Key, image.ETag, ImageStatus.Corrupt, "It is cut off.", null, []);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await StopAsync();
        _folder.Delete(recursive: true);
    }
}
