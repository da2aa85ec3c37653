using System.Net;
using BatchVision.Api.Tests.Support;
using BatchVision.Contracts.Rest;
using BatchVision.Storage;

namespace BatchVision.Api.Tests;

public sealed class SchedulesTests : IAsyncLifetime
{
    private const string Nightly = """{"name":"nightly","cron":"0 3 * * 1-5","timeZone":"Europe/Berlin","source":"s3://photos/","models":["colors"],"imageLimit":10}""";
    private ApiServer _server = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => ApiServer.Token;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _client = await _server.ClientAsync(ApiScopes.JobsRead, ApiScopes.JobsWrite);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Add_CronAndZone_ShowsItsNextFirings()
    {
        var response = await _client.SendJsonAsync("/schedules", Nightly);

        var schedule = await response.ReadAsync<ScheduleDocument>(HttpStatusCode.Created);
        Assert.Equal("/schedules/nightly", response.Headers.Location?.OriginalString);
        // The clock stands at noon (UTC) of Monday.
        Assert.Equal(["2026-11-24T03:00:00+01:00", "2026-11-25T03:00:00+01:00", "2026-11-26T03:00:00+01:00"], Firings(schedule));
        Assert.Equal(("s3://photos/", "backfill", "missing", 10L, false), (schedule.Source, schedule.Lane, schedule.Mode, schedule.ImageLimit, schedule.Paused));
        Assert.Equal(["colors"], schedule.Models);
        Assert.Equivalent(schedule, await _client.GetAsync("/schedules/nightly", Token).ReadAsync<ScheduleDocument>());
        Assert.Equivalent(schedule, Assert.Single((await _client.GetAsync("/schedules", Token).ReadAsync<ScheduleListDocument>()).Schedules));
    }

    [Theory]
    // 2026-03-29: clocks in Berlin go from 02:00 to 03:00; the firing of 02:30 comes at 03:00, and once.
    [InlineData("2026-03-28T12:00:00Z", "30 2 * * *", "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00")]
    // 2026-10-25: 02:30 comes twice and fires once.
    [InlineData("2026-10-24T12:00:00Z", "30 2 * * *", "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00")]
    [InlineData("2026-02-01T00:00:00Z", "0 0 29 2 *", "2028-02-29T00:00:00+01:00", "2032-02-29T00:00:00+01:00")]
    [InlineData("2026-11-23T12:00:00Z", "0 12 * * THU", "2026-11-26T12:00:00+01:00", "2026-12-03T12:00:00+01:00")]
    public async Task Add_AroundChangesOfClocks_FiresOnce(string now, string cron, string first, string second)
    {
        await using var server = await ApiServer.StartAsync(now: DateTimeOffset.Parse(now, null));
        var client = await server.AdminAsync();

        var schedule = await client.SendJsonAsync("/schedules", $$"""{"name":"n","cron":"{{cron}}","timeZone":"Europe/Berlin","source":"s3://photos"}""")
            .ReadAsync<ScheduleDocument>(HttpStatusCode.Created);

        Assert.Equal([first, second], Firings(schedule).Take(2));
    }

    [Fact]
    public async Task Add_NameTaken_IsAConflict()
    {
        await _client.SendJsonAsync("/schedules", Nightly);

        var problem = await _client.SendJsonAsync("/schedules", Nightly).ProblemAsync(409, "name-taken");

        Assert.Contains("choose another name", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_UnknownModel_NamesTheKnownOnes()
    {
        var problem = await _client.SendJsonAsync("/schedules", Nightly.Replace("colors", "colours", StringComparison.Ordinal)).ProblemAsync(422, "unknown-models");

        Assert.Contains("there are: colors", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_PausedAndResumedDaysLater_FiresFromThenOn()
    {
        await _client.SendJsonAsync("/schedules", Nightly);

        var paused = await _client.PostAsync("/schedules/nightly/pause").ReadAsync<ScheduleDocument>();
        _server.Time.Advance(TimeSpan.FromDays(30));
        var resumed = await _client.PostAsync("/schedules/nightly/resume").ReadAsync<ScheduleDocument>();

        Assert.True(paused.Paused);
        Assert.Empty(paused.NextFirings);
        Assert.False(resumed.Paused);
        Assert.Equal("2026-12-24T03:00:00+01:00", Firings(resumed)[0]);
    }

    [Fact]
    public async Task Schedule_ResumedWithoutPause_KeepsItsNextFiring()
    {
        await _client.SendJsonAsync("/schedules", Nightly);
        _server.Time.Advance(TimeSpan.FromDays(2));

        // Due, and about to be fired by Ingest: to move it on would lose the firing.
        var resumed = await _client.PostAsync("/schedules/nightly/resume").ReadAsync<ScheduleDocument>();

        Assert.Equal("2026-11-24T03:00:00+01:00", Firings(resumed)[0]);
    }

    [Fact]
    public async Task Schedule_Fired_ShowsItsLastJob()
    {
        await _client.SendJsonAsync("/schedules", Nightly);
        _server.Time.Advance(TimeSpan.FromDays(1));
        await using var schedules = new Storage.Schedules(_server.Database, _server.Time);
        var due = Assert.Single(await schedules.DueAsync(Token));
        var jobId = await schedules.FireAsync(due, due.NextAt.AddDays(1), Token);

        var schedule = await _client.GetAsync("/schedules/nightly", Token).ReadAsync<ScheduleDocument>();

        Assert.Equal(jobId, schedule.LastJobId);
        Assert.Equal("schedule nightly", (await _client.GetAsync($"/jobs/{jobId}", Token).ReadAsync<JobDocument>()).RequestedBy);
    }

    [Fact]
    public async Task Schedule_NeverFiringAgain_IsStillListed()
    {
        await _client.SendJsonAsync("/schedules", Nightly);
        await using var schedules = new Storage.Schedules(_server.Database, _server.Time);
        await schedules.PauseAsync("nightly", paused: false, DateTimeOffset.MaxValue, Token);

        Assert.Single((await _client.GetAsync("/schedules", Token).ReadAsync<ScheduleListDocument>()).Schedules);
    }

    [Fact]
    public async Task Delete_Schedule_IsGoneAndItsNameFree()
    {
        await _client.SendJsonAsync("/schedules", Nightly);

        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync("/schedules/nightly", Token)).StatusCode);

        await _client.DeleteAsync("/schedules/nightly", Token).ProblemAsync(404, "not-found");
        await _client.GetAsync("/schedules/nightly", Token).ProblemAsync(404, "not-found");
        await _client.PostAsync("/schedules/nightly/pause").ProblemAsync(404, "not-found");
        await _client.PostAsync("/schedules/nightly/resume").ProblemAsync(404, "not-found");
        await _client.SendJsonAsync("/schedules", Nightly).ReadAsync<ScheduleDocument>(HttpStatusCode.Created);
    }

    private static List<string> Firings(ScheduleDocument schedule) => [.. schedule.NextFirings.Select(time => time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", null))];
}
