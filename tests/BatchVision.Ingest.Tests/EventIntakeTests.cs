using BatchVision.Contracts;
using BatchVision.Objects;
using BatchVision.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Ingest.Tests;

public sealed class EventIntakeTests : IAsyncLifetime
{
    private static readonly IngestOptions Options = new()
    {
        Streams = [new StreamOptions { Source = "s3://pictures/live/", Models = "cats" }],
    };

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddDays(20_000));
    private readonly ObjectStores _stores = new(new S3Options());
    private Workplace _place = null!;
    private EventLedger _ledger = null!;
    private Jobs _jobs = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _place = await Workplace.CreateAsync(0);
        _ledger = new EventLedger(_place.Database, _time);
        _jobs = new Jobs(_place.Database, _time);
        await using var catalogue = new ModelCatalogue(_place.Database);
        await catalogue.OfferAsync(new ModelsOffered([new OfferedModel(Workplace.Cats, ["cat"])], _time.GetUtcNow()), Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _jobs.DisposeAsync();
        await _ledger.DisposeAsync();
        _stores.Dispose();
        await _place.DisposeAsync();
    }

    [Fact]
    public async Task Events_OfAStream_BecomeChunksOfTheLiveJobOfTheDay()
    {
        await TakeAsync(Created("live/a.jpg", "v1", "01"), Created("live/b.jpg", "v1", "02"));
        await TakeAsync(Created("live/c.jpg", "v1", "03"));

        var job = Assert.Single(await _jobs.ListAsync(null, 10, Token));
        Assert.Equal((Lane.Live, true, 3L, "s3://pictures/live/"), (job.Lane, job.Stream, job.Listed, job.Source));
        Assert.Equal(
            ["s3://pictures/ live/a.jpg@v1 live/b.jpg@v1", "s3://pictures/ live/c.jpg@v1"],
            await QueuedAsync(job.JobId));
    }

    [Fact]
    public async Task Events_OnTheNextDay_GetAnotherJob()
    {
        await TakeAsync(Created("live/a.jpg", "v1", "01"));
        _time.Advance(TimeSpan.FromDays(1));
        await TakeAsync(Created("live/b.jpg", "v1", "02"));
        Assert.Equal(2, (await _jobs.ListAsync(null, 10, Token)).Count);
    }

    [Fact]
    public async Task Events_Repeated_AreQueuedOnce()
    {
        var e = Created("live/a.jpg", "v1", "01");
        await TakeAsync(e, e);
        await TakeAsync(e);
        Assert.Equal(1, (await _jobs.ListAsync(null, 10, Token)).Single().Listed);
    }

    [Fact]
    public async Task Events_OutOfOrder_TheOlderVersionIsDropped()
    {
        // Sequencers are hexadecimal numbers of any length: F comes before 10.
        await TakeAsync(Created("live/a.jpg", "new", "10"));
        await TakeAsync(Created("live/a.jpg", "old", "F"));
        await TakeAsync(Created("live/b.jpg", "v3", "0A"), Created("live/b.jpg", "v2", "9"));
        var job = Assert.Single(await _jobs.ListAsync(null, 10, Token));
        Assert.Equal(["s3://pictures/ live/a.jpg@new", "s3://pictures/ live/b.jpg@v3"], await QueuedAsync(job.JobId));
    }

    [Fact]
    public async Task Events_OfAnObjectThatIsGone_AreDropped()
    {
        await TakeAsync(Created("live/a.jpg", "v1", "02") with { Removed = true });
        await TakeAsync(Created("live/a.jpg", "v1", "01"));
        Assert.Empty(await _jobs.ListAsync(null, 10, Token));
    }

    [Fact]
    public async Task Events_OutsideEveryStream_AreNobodys()
    {
        await TakeAsync(Created("other/a.jpg", "v1", "01"), Created("live/a.jpg", "v1", "01") with { Bucket = "elsewhere" });
        Assert.Empty(await _jobs.ListAsync(null, 10, Token));
    }

    private Task TakeAsync(params IReadOnlyList<ObjectEvent> events) =>
        new EventIntake(_ledger, _stores, Options, NullLogger<EventIntake>.Instance).TakeAsync(events, Token);

    private async Task<List<string>> QueuedAsync(Guid jobId)
    {
        var job = (await _place.Ledger.FindAsync(jobId, Token))!;
        return [.. (await _place.Ledger.PendingChunksAsync(job, 100, Token)).Select(
            chunk => $"{chunk.Command.Source} {string.Join(' ', chunk.Command.Images.Select(image => $"{image.Key}@{image.ETag}"))}")];
    }

    private ObjectEvent Created(string key, string etag, string sequencer) =>
        new("pictures", key, etag, null, 100, false, sequencer, _time.GetUtcNow());
}
