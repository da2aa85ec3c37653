using BatchVision.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Storage.Tests;

public abstract class SchedulesTests(Dialect dialect) : StorageTests(dialect)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly ScheduleRequest Nightly = new(
        "nightly", "0 3 * * *", "Europe/Berlin",
        new JobSubmission("s3://bucket/a/", ["cats"]) { Mode = JobMode.All, ImageLimit = 10, ImagesPerSecond = 0.5 });

    private readonly FakeTimeProvider _time = new(Start);
    private Schedules _schedules = null!;
    private Jobs _jobs = null!;

    private protected override Task PrepareAsync()
    {
        _schedules = Own(new Schedules(Temp.Database, _time));
        _jobs = Own(new Jobs(Temp.Database, _time));
        return Temp.OfferAsync(Sample.Cats);
    }

    [Fact]
    public async Task Add_Schedule_ReadsBackTheSame()
    {
        var added = await _schedules.AddAsync(Nightly, Start.AddHours(1), Token);
        Assert.Equivalent(Nightly, added.Request, strict: true);
        Assert.Equal((false, Start.AddHours(1), null, null), (added.Paused, added.NextAt, added.Error, added.LastJobId));
        Assert.Equivalent(added, Assert.Single(await _schedules.ListAsync(Token)), strict: true);
        await Assert.ThrowsAsync<NameTakenException>(() => _schedules.AddAsync(Nightly, Start, Token));
        await Assert.ThrowsAsync<UnknownModelsException>(
            () => _schedules.AddAsync(Nightly with { Name = "other", Job = Nightly.Job with { Models = ["dogs"] } }, Start, Token));
        Assert.Null(await _schedules.FindAsync("other", Token));
    }

    [Fact]
    public async Task Due_Schedules_AreThoseWhoseTimeHasComeAndThatDoNotRest()
    {
        await _schedules.AddAsync(Nightly, Start, Token);
        await _schedules.AddAsync(Nightly with { Name = "later" }, Start.AddMilliseconds(1), Token);
        await _schedules.AddAsync(Nightly with { Name = "resting" }, Start, Token);
        await _schedules.PauseAsync("resting", paused: true, Start, Token);
        Assert.Equal("nightly", Assert.Single(await _schedules.DueAsync(Token)).Request.Name);
    }

    [Fact]
    public async Task Fire_DueSchedule_MakesItsJobAndMovesOn()
    {
        await _schedules.AddAsync(Nightly, Start, Token);
        var due = Assert.Single(await _schedules.DueAsync(Token));

        var jobId = await _schedules.FireAsync(due, Start.AddDays(1), Token);

        var job = (await _jobs.FindAsync(jobId!.Value, Token))!;
        Assert.Equal(("s3://bucket/a/", JobMode.All, 0.5, "schedule nightly"), (job.Source, job.Mode, job.ImagesPerSecond, job.RequestedBy));
        var after = (await _schedules.FindAsync("nightly", Token))!;
        Assert.Equal((Start.AddDays(1), jobId), (after.NextAt, after.LastJobId));
        Assert.Null(await _schedules.FireAsync(due, Start.AddDays(2), Token));
        Assert.Equal(1, await Temp.CountAsync("job"));
    }

    [Fact]
    public async Task Fire_ByManyAtOnce_MakesOneJob()
    {
        await _schedules.AddAsync(Nightly, Start, Token);
        var due = Assert.Single(await _schedules.DueAsync(Token));
        var fired = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                await using var schedules = new Schedules(Temp.Database);
                return await schedules.FireAsync(due, Start.AddDays(1), Token);
            },
            Token)));
        Assert.Single(fired, jobId => jobId is not null);
        Assert.Equal(1, await Temp.CountAsync("job"));
    }

    [Fact]
    public async Task Fire_ModelThatIsGone_KeepsTheReasonUntilItIsBack()
    {
        await _schedules.AddAsync(Nightly, Start, Token);
        await Temp.ExecuteAsync("UPDATE model SET offered_at = NULL");
        Assert.Null(await _schedules.FireAsync((await _schedules.FindAsync("nightly", Token))!, Start.AddDays(1), Token));
        var failed = (await _schedules.FindAsync("nightly", Token))!;
        Assert.Contains("No worker has offered a model", failed.Error, StringComparison.Ordinal);
        Assert.Equal(Start.AddDays(1), failed.NextAt);

        await Temp.OfferAsync(Sample.Cats);
        Assert.NotNull(await _schedules.FireAsync(failed, Start.AddDays(2), Token));
        Assert.Null((await _schedules.FindAsync("nightly", Token))!.Error);
    }

    [Fact]
    public async Task Fire_NewerModel_TakesIt()
    {
        await _schedules.AddAsync(Nightly, Start, Token);
        await using var catalogue = new ModelCatalogue(Temp.Database);
        await catalogue.OfferAsync(new ModelsOffered([new OfferedModel(Sample.Cats with { Version = "2", Fingerprint = "cc" }, [])], Start), Token);
        var jobId = await _schedules.FireAsync(Assert.Single(await _schedules.DueAsync(Token)), Start.AddDays(1), Token);
        Assert.Equal(["cc"], (await Temp.Ledger.FindAsync(jobId!.Value, Token))!.Models);
    }

    [Fact]
    public async Task Fire_PausedMeanwhile_MakesNoJob()
    {
        var due = await _schedules.AddAsync(Nightly, Start, Token);
        Assert.True((await _schedules.PauseAsync("nightly", paused: true, Start, Token))!.Paused);
        Assert.Null(await _schedules.FireAsync(due, Start.AddDays(1), Token));
        Assert.Equal(Start.AddDays(3), (await _schedules.PauseAsync("nightly", paused: false, Start.AddDays(3), Token))!.NextAt);
        Assert.Null(await _schedules.PauseAsync("nobody", paused: true, Start, Token));
    }

    [Fact]
    public async Task Delete_Schedule_LeavesItsJobs()
    {
        var due = await _schedules.AddAsync(Nightly, Start, Token);
        var jobId = await _schedules.FireAsync(due, Start.AddDays(1), Token);
        Assert.True(await _schedules.DeleteAsync("nightly", Token));
        Assert.False(await _schedules.DeleteAsync("nightly", Token));
        Assert.NotNull(await _jobs.FindAsync(jobId!.Value, Token));
        // The name is free again.
        Assert.Null((await _schedules.AddAsync(Nightly, Start, Token)).LastJobId);
    }

    public sealed class OnSqlite() : SchedulesTests(Dialect.Sqlite);

    public sealed class OnPostgres() : SchedulesTests(Dialect.Postgres);
}
