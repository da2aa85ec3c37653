using System.Globalization;
using BatchVision.Contracts;
using BatchVision.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Ingest.Tests;

public sealed class ScheduleRunnerTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(Utc("2026-03-28T00:00:00Z"));
    private Workplace _place = null!;
    private Schedules _schedules = null!;
    private Jobs _jobs = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _place = await Workplace.CreateAsync(0);
        _schedules = new Schedules(_place.Database, _time);
        _jobs = new Jobs(_place.Database, _time);
        await OfferAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _jobs.DisposeAsync();
        await _schedules.DisposeAsync();
        await _place.DisposeAsync();
    }

    [Fact]
    public async Task Schedule_InItsTimeZone_FollowsDaylightSaving()
    {
        // 02:30 in Warsaw: there is none on 2026-03-29; a daily firing must still come once that day.
        await AddAsync("30 2 * * *", "Europe/Warsaw", Utc("2026-03-28T01:30:00Z"));
        await AdvanceAsync("2026-03-28T01:30:00Z");
        await AdvanceAsync("2026-03-29T12:00:00Z");
        await AdvanceAsync("2026-03-30T00:30:00Z");
        Assert.Equal(3, (await _jobs.ListAsync(null, 10, Token)).Count);
        Assert.Equal(Utc("2026-03-31T00:30:00Z"), (await _schedules.ListAsync(Token))[0].NextAt);
    }

    [Fact]
    public async Task Schedule_MissedForDays_FiresOnce()
    {
        await AddAsync("0 * * * *", "UTC", Utc("2026-03-28T01:00:00Z"));
        await AdvanceAsync("2026-04-02T10:20:00Z");
        await AdvanceAsync("2026-04-02T10:21:00Z");
        var job = Assert.Single(await _jobs.ListAsync(null, 10, Token));
        Assert.Equal(("schedule nightly", Lane.Backfill, 5.0), (job.RequestedBy, job.Lane, job.ImagesPerSecond));
        Assert.Equal(Utc("2026-04-02T11:00:00Z"), (await _schedules.ListAsync(Token))[0].NextAt);
    }

    [Fact]
    public async Task Schedule_FoundByManyReplicas_FiresOnce()
    {
        await AddAsync("0 * * * *", "UTC", Utc("2026-03-28T01:00:00Z"));
        _time.SetUtcNow(Utc("2026-03-28T01:00:00Z"));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            await using var replica = new Schedules(_place.Database, _time);
            await new ScheduleRunner(replica, _time, NullLogger<ScheduleRunner>.Instance).FireDueAsync(Token);
        }));
        Assert.Single(await _jobs.ListAsync(null, 10, Token));
    }

    [Fact]
    public async Task Schedule_Paused_DoesNotFire()
    {
        await AddAsync("0 * * * *", "UTC", Utc("2026-03-28T01:00:00Z"));
        await _schedules.PauseAsync("nightly", true, Utc("2026-03-28T01:00:00Z"), Token);
        await AdvanceAsync("2026-03-29T01:00:00Z");
        Assert.Empty(await _jobs.ListAsync(null, 10, Token));
    }

    private Task FireAsync() => new ScheduleRunner(_schedules, _time, NullLogger<ScheduleRunner>.Instance).FireDueAsync(Token);

    private Task AdvanceAsync(string to)
    {
        _time.SetUtcNow(Utc(to));
        return FireAsync();
    }

    private Task<ScheduleState> AddAsync(string cron, string zone, DateTimeOffset first) => _schedules.AddAsync(
        new ScheduleRequest("nightly", cron, zone, new JobSubmission("s3://pictures/", ["cats"]) { ImagesPerSecond = 5 }), first, Token);

    private async Task OfferAsync()
    {
        await using var catalogue = new ModelCatalogue(_place.Database);
        await catalogue.OfferAsync(new ModelsOffered([new OfferedModel(Workplace.Cats, ["cat"])], _time.GetUtcNow()), Token);
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
