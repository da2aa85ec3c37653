using BatchVision.Contracts;
using BatchVision.Objects;
using BatchVision.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatchVision.Ingest.Tests;

/// <summary>A folder of images and a migrated database, both of this test alone.</summary>
internal sealed class Workplace : IAsyncDisposable
{
    public static readonly ModelIdentity Cats = new("cats", "1", "classification", "aa");
    public static readonly ModelIdentity Faces = new("faces", "2", "detection", "bb");

    private readonly string _folder = Directory.CreateTempSubdirectory("bv-ingest-").FullName;

    private Workplace()
    {
        Images = Directory.CreateDirectory(Path.Combine(_folder, "images")).FullName;
        Database = Database.Open(Path.Combine(_folder, "results.db"));
        Ledger = new Ledger(Database);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Images { get; }

    public Database Database { get; }

    public Ledger Ledger { get; }

    public FolderObjects Objects => new(Images);

    public static async Task<Workplace> CreateAsync(int images)
    {
        var place = new Workplace();
        await place.Database.MigrateAsync(Token);
        for (var i = 0; i < images; i++)
        {
            await File.WriteAllTextAsync(Path.Combine(place.Images, $"{i:d4}.jpg"), "x", Token);
        }

        return place;
    }

    public Task<Job> StartAsync(long? limit, params IReadOnlyList<ModelIdentity> models) => Ledger.CreateOrResumeJobAsync(
        new JobRequest(Objects.Source, [.. models.Select(model => new OfferedModel(model, []))], limit), Token);

    public JobPlanner Planner(IngestOptions options, TimeProvider? time = null, Listings? listings = null) =>
        new(Ledger, listings ?? new Listings(TimeProvider.System), options, time ?? TimeProvider.System, NullLogger<JobPlanner>.Instance);

    /// <summary>The planned chunks as text: ordinal, models, keys.</summary>
    public async Task<List<string>> ChunksAsync(Job job) => [.. (await Ledger.PendingChunksAsync(job, 10_000, Token)).Select(pending => pending.Command).Select(
        chunk => $"{chunk.Ordinal} [{string.Join(',', chunk.Models)}] {string.Join(' ', chunk.Images.Select(image => image.Key))}")];

    /// <summary>Answers every pending chunk of the job and closes it.</summary>
    public async Task AnswerAsync(Job job, IReadOnlyList<ModelIdentity> models, Func<ImageRef, ImageStatus> status)
    {
        await using var writer = new RecognitionWriter(Database);
        var chunks = await Ledger.PendingChunksAsync(job, 10_000, Token);
        await writer.WriteAsync([.. chunks.Select(chunk => Answer(chunk.Command, models, status))], Token);
        Assert.True(await Ledger.TryCloseJobAsync(job, Token));
    }

    public static ChunkRecognized Answer(RecognizeChunk chunk, IReadOnlyList<ModelIdentity> models, Func<ImageRef, ImageStatus> status)
    {
        var ran = models.Where(model => chunk.Models.Contains(model.Fingerprint)).ToList();
        return new ChunkRecognized(chunk.ChunkId, chunk.JobId, chunk.Ordinal, chunk.Source, ran, [.. chunk.Images.Select(image =>
            new ImageOutcome(image.Key, image.ETag, status(image), null, null, status(image) != ImageStatus.Recognized ? [] :
                [.. ran.Select(model => new ModelOutcome(model.Fingerprint, ImageStatus.Recognized, null, [new Prediction(0, "cat", 0.5f)]))]))]);
    }

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
