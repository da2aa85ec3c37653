using BatchVision.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Storage.Tests;

public abstract class JobLeasesTests(Dialect dialect) : StorageTests(dialect)
{
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private Jobs _jobs = null!;
    private JobLeases _one = null!;
    private JobLeases _other = null!;

    private protected override Task PrepareAsync()
    {
        _jobs = Own(new Jobs(Temp.Database, _time));
        _one = Own(new JobLeases(Temp.Database, "one", Duration, _time));
        _other = Own(new JobLeases(Temp.Database, "other", Duration, _time));
        return Temp.OfferAsync(Sample.Cats);
    }

    [Fact]
    public async Task Claim_UpToALimit_TakesTheOldestOfTheLane()
    {
        var jobs = await SubmitAsync(3, Lane.Backfill);
        await SubmitAsync(1, Lane.Live);
        Assert.Equal(jobs[..2], (await _one.ClaimAsync(Lane.Backfill, 2, Token)).Select(job => job.JobId));
        Assert.Equal(jobs[2..], (await _other.ClaimAsync(Lane.Backfill, 2, Token)).Select(job => job.JobId));
        Assert.Empty(await _one.ClaimAsync(Lane.Backfill, 2, Token));
    }

    [Fact]
    public async Task Claim_AfterTheLeaseRanOut_TakesTheJobOver()
    {
        var jobs = await SubmitAsync(1, Lane.Backfill);
        await _one.ClaimAsync(Lane.Backfill, 1, Token);
        _time.Advance(Duration - TimeSpan.FromSeconds(1));
        Assert.Equal(jobs, (await _one.RenewAsync(Token)).Order());
        _time.Advance(Duration);
        Assert.Empty(await _other.ClaimAsync(Lane.Backfill, 1, Token));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(jobs, (await _other.ClaimAsync(Lane.Backfill, 1, Token)).Select(job => job.JobId));
        Assert.Empty(await _one.RenewAsync(Token));
    }

    [Fact]
    public async Task Release_OneOrAll_LetsOthersTakeThem()
    {
        var jobs = await SubmitAsync(3, Lane.Backfill);
        await _one.ClaimAsync(Lane.Backfill, 3, Token);
        await _other.ReleaseAsync(null, Token);
        await _one.ReleaseAsync(jobs[1], Token);
        Assert.Equal([jobs[1]], (await _other.ClaimAsync(Lane.Backfill, 3, Token)).Select(job => job.JobId));
        await _one.ReleaseAsync(null, Token);
        Assert.Equal([jobs[0], jobs[2]], (await _other.ClaimAsync(Lane.Backfill, 3, Token)).Select(job => job.JobId));
    }

    [Fact]
    public async Task Claim_JobOfARun_IsNotTaken()
    {
        await Temp.StartAsync(Sample.Cats);
        Assert.Empty(await _one.ClaimAsync(Lane.Backfill, 1, Token));
    }

    [Fact]
    public async Task Claim_ByManyOwnersAtOnce_GivesEachJobToOne()
    {
        const int Owners = 8;
        var jobs = await SubmitAsync(20, Lane.Backfill);
        var claimed = await Task.WhenAll(Enumerable.Range(0, Owners).Select(i => Task.Run(
            async () =>
            {
                await using var leases = new JobLeases(Temp.Database, $"owner {i}", Duration);
                var mine = new List<Guid>();
                // A round may come away empty because another owner took the same jobs first.
                for (var round = 0; round < 2 * Owners; round++)
                {
                    mine.AddRange((await leases.ClaimAsync(Lane.Backfill, 3, Token)).Select(job => job.JobId));
                }

                return mine;
            },
            Token)));
        Assert.Equal(jobs.Order(), claimed.SelectMany(mine => mine).Order());
    }

    private async Task<List<Guid>> SubmitAsync(int count, Lane lane)
    {
        var jobs = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            jobs.Add((await _jobs.SubmitAsync(new JobSubmission($"s3://bucket/{i}/", []) { Lane = lane }, Token)).JobId);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        return jobs;
    }

    public sealed class OnSqlite() : JobLeasesTests(Dialect.Sqlite);

    public sealed class OnPostgres() : JobLeasesTests(Dialect.Postgres);
}
