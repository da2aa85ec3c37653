using System.Net;
using System.Net.Http.Json;
using BatchVision.Api.Tests.Support;
using BatchVision.Contracts.Rest;
using BatchVision.TestServers;

namespace BatchVision.Api.Tests;

/// <summary>On PostgreSQL, as in production: what clients see while it is away, and that the service needs no restart afterwards.</summary>
public sealed class DatabaseAwayTests
{
    private static CancellationToken Token => ApiServer.Token;

    [Fact]
    public async Task Database_KilledAndStartedAgain_Is503MeanwhileAndWorksAfter()
    {
        await using var postgres = await PostgresServer.StartAsync(durable: true, Token);
        Assert.SkipUnless(postgres.CanRestart, "The server is not ours to end.");
        await using var database = await postgres.CreateDatabaseAsync(Token);
        await using var server = await ApiServer.StartOnAsync(database.ConnectionString);
        var client = await server.AdminAsync();
        var job = await client.SendJsonAsync("/jobs", """{"source":"s3://photos","models":["colors"]}""").ReadAsync<JobDocument>(HttpStatusCode.Created);

        await postgres.KillAsync(Token);

        foreach (var path in new[] { "/jobs", "/models", $"/jobs/{job.Id}" })
        {
            var response = await client.GetAsync(path, Token);
            var problem = await Task.FromResult(response).ProblemAsync(503, "unavailable");
            Assert.DoesNotContain("127.0.0.1", problem.Detail, StringComparison.Ordinal);
            Assert.NotNull(response.Headers.RetryAfter?.Delta);
        }

        await client.SendJsonAsync("/jobs", """{"source":"s3://photos"}""").ProblemAsync(503, "unavailable");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/ready", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", Token)).StatusCode);

        await postgres.StartAgainAsync(Token);

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready", Token)).StatusCode);
        Assert.Equal(job.Id, Assert.Single((await client.GetAsync("/jobs", Token).ReadAsync<JobPageDocument>()).Jobs).Id);
        Assert.Equal(["colors@1"], (await client.PostAsync($"/jobs/{job.Id}/cancel").ReadAsync<JobDocument>()).Models);
    }

    [Fact]
    public async Task Submit_OneKeyFromManyAtOnce_MakesOneJob()
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        await using var one = await ApiServer.StartOnAsync(database.ConnectionString);
        await using var other = await ApiServer.StartOnAsync(database.ConnectionString);
        var key = await one.KeyAsync("tester", ["admin"]);

        var jobs = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/jobs") { Content = new StringContent("""{"source":"s3://photos"}""", null, "application/json") };
            request.Headers.Add("Idempotency-Key", "k");
            return await (await (i % 2 == 0 ? one : other).Client(key).SendAsync(request, Token)).Content.ReadFromJsonAsync<JobDocument>(Token);
        }));

        Assert.Single(jobs.Select(job => job!.Id).Distinct());
    }

    [Fact]
    public async Task Jobs_OnPostgres_PageAsOnSqlite()
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        await using var server = await ApiServer.StartOnAsync(database.ConnectionString);
        var client = await server.AdminAsync();
        var submitted = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            submitted.Add((await client.SendJsonAsync("/jobs", """{"source":"s3://photos"}""").ReadAsync<JobDocument>(HttpStatusCode.Created)).Id);
        }

        var first = await client.GetAsync("/jobs?limit=3", Token).ReadAsync<JobPageDocument>();
        var second = await client.GetAsync(first.Next, Token).ReadAsync<JobPageDocument>();

        Assert.Null(second.Next);
        Assert.Equal(submitted.Order(), first.Jobs.Concat(second.Jobs).Select(job => job.Id).Order());
        await client.SendJsonAsync("/schedules", """{"name":"n","cron":"0 3 * * *","source":"s3://photos"}""").ReadAsync<ScheduleDocument>(HttpStatusCode.Created);
        Assert.Single((await client.GetAsync("/schedules", Token).ReadAsync<ScheduleListDocument>()).Schedules);
    }
}
