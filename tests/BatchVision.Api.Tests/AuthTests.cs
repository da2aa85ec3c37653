using System.Net;
using System.Text;
using BatchVision.Api.Tests.Support;
using BatchVision.Contracts.Rest;
using BatchVision.Storage;

namespace BatchVision.Api.Tests;

public sealed class AuthTests
{
    /// <summary>Each operation with the scope it needs: what the document must say and the server must hold.</summary>
    private static readonly Dictionary<string, string> Needs = new()
    {
        ["post /jobs"] = ApiScopes.JobsWrite,
        ["get /jobs"] = ApiScopes.JobsRead,
        ["get /jobs/{id}"] = ApiScopes.JobsRead,
        ["post /jobs/{id}/pause"] = ApiScopes.JobsWrite,
        ["post /jobs/{id}/resume"] = ApiScopes.JobsWrite,
        ["post /jobs/{id}/cancel"] = ApiScopes.JobsWrite,
        ["post /jobs/{id}/retry"] = ApiScopes.JobsWrite,
        ["get /models"] = ApiScopes.JobsRead,
        ["post /schedules"] = ApiScopes.JobsWrite,
        ["get /schedules"] = ApiScopes.JobsRead,
        ["get /schedules/{name}"] = ApiScopes.JobsRead,
        ["delete /schedules/{name}"] = ApiScopes.JobsWrite,
        ["post /schedules/{name}/pause"] = ApiScopes.JobsWrite,
        ["post /schedules/{name}/resume"] = ApiScopes.JobsWrite,
    };

    private static CancellationToken Token => ApiServer.Token;

    [Fact]
    public async Task Operations_EachScope_OpensItsOwnAndNoOther()
    {
        await using var server = await ApiServer.StartAsync();
        var contract = await OpenApiTests.ContractAsync(server);
        Assert.Equal(Needs.Keys.Order(StringComparer.Ordinal), contract.Operations.Select(o => $"{o.Method} {o.Path}").Order(StringComparer.Ordinal));
        var none = server.Client(null);
        var clients = new Dictionary<string, HttpClient>();
        foreach (var scope in ApiScopes.All)
        {
            clients.Add(scope, await server.ClientAsync(scope));
        }

        foreach (var (operation, needed) in Needs)
        {
            var challenge = await SendAsync(none, operation);
            Assert.Equal(HttpStatusCode.Unauthorized, challenge.StatusCode);
            Assert.Contains("Bearer", challenge.Headers.WwwAuthenticate.Select(header => header.Scheme));
            foreach (var (scope, client) in clients)
            {
                var response = await SendAsync(client, operation);
                var opened = response.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden);
                Assert.True(opened == (scope == needed || scope == ApiScopes.Admin), $"{operation} with {scope}: {response.StatusCode}");
                if (!opened)
                {
                    Assert.Contains(needed, await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
                }
            }
        }
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer x")]
    [InlineData("Bearer bv_key_")]
    [InlineData("Bearer bv_key_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer bv_key_' OR 1=1 --AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Basic dXNlcjpwYXNzd29yZA==")]
    [InlineData("Digest bv_key_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Request_NoKeyOfOurs_IsChallenged(string header)
    {
        await using var server = await ApiServer.StartAsync();
        var client = server.Client(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);

        var problem = await client.GetAsync("/jobs", Token).ProblemAsync(401, "unauthenticated");

        Assert.Contains("not known, has expired or was revoked", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_TwoKeys_IsChallenged()
    {
        await using var server = await ApiServer.StartAsync();
        var key = await server.KeyAsync("tester", [ApiScopes.Admin]);
        var client = server.Client(null);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", [$"Bearer {key}", $"Bearer {key}"]);

        await client.GetAsync("/jobs", Token).ProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task Path_ThatLeadsNowhere_IsClosedWithoutAKey()
    {
        await using var server = await ApiServer.StartAsync();

        await server.Client(null).GetAsync("/admin", Token).ProblemAsync(401, "unauthenticated");
        await (await server.AdminAsync()).GetAsync("/admin", Token).ProblemAsync(404, "not-found");
    }

    [Fact]
    public async Task Key_Revoked_StopsWorkingWithinHalfAMinute()
    {
        await using var server = await ApiServer.StartAsync();
        var client = server.Client(await server.KeyAsync("tester", [ApiScopes.JobsRead]));
        await client.GetAsync("/jobs", Token).ReadAsync<JobPageDocument>();

        await using (var keys = new ApiKeys(server.Database, server.Time))
        {
            Assert.True(await keys.RevokeAsync("tester", Token));
        }

        server.Time.Advance(TimeSpan.FromSeconds(30));
        await client.GetAsync("/jobs", Token).ProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task Key_Expired_StopsWorkingAtOnce()
    {
        await using var server = await ApiServer.StartAsync();
        var client = server.Client(await server.KeyAsync("tester", [ApiScopes.JobsRead], server.Time.GetUtcNow().AddSeconds(10)));
        await client.GetAsync("/jobs", Token).ReadAsync<JobPageDocument>();

        server.Time.Advance(TimeSpan.FromSeconds(10));

        await client.GetAsync("/jobs", Token).ProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task Key_UsedAgainAndAgain_IsWrittenOnceAMinute()
    {
        await using var server = await ApiServer.StartAsync();
        var client = server.Client(await server.KeyAsync("tester", [ApiScopes.JobsRead]));
        await using var keys = new ApiKeys(server.Database, server.Time);
        var used = new List<DateTimeOffset?>();
        for (var i = 0; i < 8; i++)
        {
            await client.GetAsync("/jobs", Token).ReadAsync<JobPageDocument>();
            used.Add(Assert.Single(await keys.ListAsync(Token)).LastUsedAt);
            server.Time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal(2, used.Distinct().Count());
    }

    [Fact]
    public async Task Keys_Unknown_AreRefusedUnlookedAfterSome()
    {
        await using var server = await ApiServer.StartAsync(new() { ["Api:UnknownKeysPerMinute"] = "3" });
        var good = server.Client(await server.KeyAsync("tester", [ApiScopes.JobsRead]));
        await good.GetAsync("/jobs", Token).ReadAsync<JobPageDocument>();
        for (var i = 0; i < 3; i++)
        {
            await server.Client(ApiKeys.Prefix + new string((char)('a' + i), 43)).GetAsync("/jobs", Token).ProblemAsync(401, "unauthenticated");
        }

        var response = await server.Client(ApiKeys.Prefix + new string('z', 43)).GetAsync("/jobs", Token);

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        // Who is known is not locked out by those who are not.
        await good.GetAsync("/jobs", Token).ReadAsync<JobPageDocument>();
    }

    [Fact]
    public async Task Key_OverItsLimit_IsToldWhenToComeBackAndHarmsNoOther()
    {
        await using var server = await ApiServer.StartAsync(new() { ["Api:RequestsPerMinute"] = "2" });
        var busy = await server.ClientAsync(ApiScopes.JobsRead);
        await busy.GetAsync("/jobs", Token).ReadAsync<JobPageDocument>();
        await busy.GetAsync("/models", Token).ReadAsync<ModelListDocument>();

        var response = await busy.GetAsync("/jobs", Token);

        await Task.FromResult(response).ProblemAsync(429, "too-many-requests");
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        await (await server.ClientAsync(ApiScopes.JobsRead)).GetAsync("/jobs", Token).ReadAsync<JobPageDocument>();
        Assert.Equal(HttpStatusCode.OK, (await busy.GetAsync("/health/live", Token)).StatusCode);
    }

    [Fact]
    public async Task Anonymous_Allowed_MayDoAllAndIsWarnedOf()
    {
        await using var server = await ApiServer.StartAsync(new() { ["Api:AllowAnonymous"] = "true" });

        var job = await server.Client(null).SendJsonAsync("/jobs", """{"source":"s3://photos"}""").ReadAsync<JobDocument>(HttpStatusCode.Created);

        Assert.Equal("anonymous", job.RequestedBy);
        Assert.Contains(server.Logs.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains("Api:AllowAnonymous is true", StringComparison.Ordinal));
        // A key that is sent counts all the same.
        await server.Client("bv_key_no").GetAsync("/jobs", Token).ProblemAsync(401, "unauthenticated");
        await (await server.ClientAsync(ApiScopes.EventsWrite)).GetAsync("/jobs", Token).ProblemAsync(403, "forbidden");
    }

    [Fact]
    public async Task Key_WhateverHappens_IsInNoLogAndNoAnswer()
    {
        await using var server = await ApiServer.StartAsync();
        var key = await server.KeyAsync("tester", [ApiScopes.JobsRead]);
        var answers = new StringBuilder();
        foreach (var sent in new[] { key, key + "x", key[..^1] + (key[^1] == 'A' ? 'B' : 'A') })
        {
            foreach (var path in new[] { "/jobs", "/nowhere", "/jobs?limit=x" })
            {
                answers.Append(await (await server.Client(sent).GetAsync(path, Token)).Content.ReadAsStringAsync(Token));
            }

            answers.Append(await (await server.Client(sent).SendJsonAsync("/jobs", "{")).Content.ReadAsStringAsync(Token));
        }

        var secret = key[ApiKeys.Prefix.Length..^1];
        Assert.NotEmpty(server.Logs.Lines);
        Assert.DoesNotContain(server.Logs.Lines, line => line.Contains(secret, StringComparison.Ordinal));
        Assert.DoesNotContain(secret, answers.ToString(), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string operation)
    {
        var (method, path) = (operation.Split(' ')[0], operation.Split(' ')[1]);
        path = path.Replace("{id}", "01a20890-c25e-7f4b-90d2-8864ce7cd1ee", StringComparison.Ordinal).Replace("{name}", "nightly", StringComparison.Ordinal);
        return client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Token);
    }
}
