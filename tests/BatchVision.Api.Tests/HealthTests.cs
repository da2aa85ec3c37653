using System.Net;
using BatchVision.Api.Tests.Support;
using BatchVision.Contracts.Rest;
using BatchVision.Storage;

namespace BatchVision.Api.Tests;

public sealed class HealthTests
{
    private static CancellationToken Token => ApiServer.Token;

    [Fact]
    public async Task Ready_DatabaseWithItsSchema_Is200()
    {
        await using var server = await ApiServer.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await server.Client(null).GetAsync("/health/ready", Token)).StatusCode);
    }

    [Fact]
    public async Task Database_NotMigrated_NotReadyUntilItIs()
    {
        await using var server = await ApiServer.StartAsync(migrate: false);
        var client = server.Client(ApiKeys.Prefix + new string('a', 43));

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/live", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health/ready", Token)).StatusCode);
        var response = await client.GetAsync("/jobs", Token);
        var problem = await Task.FromResult(response).ProblemAsync(503, "unavailable");
        Assert.DoesNotContain(server.DatabasePath, problem.Detail, StringComparison.Ordinal);
        Assert.NotNull(response.Headers.RetryAfter?.Delta);

        await Database.Open(server.DatabasePath).MigrateAsync(Token);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/health/ready", Token)).StatusCode);
        await (await server.AdminAsync()).GetAsync("/jobs", Token).ReadAsync<JobPageDocument>();
    }
}
