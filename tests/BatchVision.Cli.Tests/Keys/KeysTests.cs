using BatchVision.Cli.Tests.Jobs;
using BatchVision.Cli.Tests.Run;
using BatchVision.Storage;

namespace BatchVision.Cli.Tests.Keys;

public sealed class KeysTests(ApiProcess api) : IClassFixture<ApiProcess>
{
    private Dictionary<string, string> Database => new() { ["BATCHVISION_DB"] = api.DatabasePath };

    [Fact]
    public async Task Key_FromCreateToRevoke_WorksAndIsShownOnce()
    {
        var created = await Bv.RunAsync("keys", "create", "dashboard", "--scopes", "jobs:read, jobs:write", "--expires", "90d", "--db", api.DatabasePath);
        Assert.True(created.ExitCode == 0, created.Errors);
        var key = created.Output.TrimEnd('\n');
        Assert.StartsWith(ApiKeys.Prefix, key, StringComparison.Ordinal);
        Assert.DoesNotContain(key, created.Errors, StringComparison.Ordinal);

        Assert.Equal(0, (await Bv.RunAsync(api.Environment(key), "submit", "s3://photos")).ExitCode);

        var list = await Bv.RunAsync(Database, "keys", "list", "--json");
        var entry = list.Json.EnumerateArray().Single(one => one.GetProperty("name").GetString() == "dashboard");
        Assert.Equal(["jobs:read", "jobs:write"], entry.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.InRange(entry.GetProperty("expires_at").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddDays(89), DateTimeOffset.UtcNow.AddDays(91));
        Assert.DoesNotContain(key[ApiKeys.Prefix.Length..], list.Output, StringComparison.Ordinal);
        Assert.Contains("dashboard", (await Bv.RunAsync(Database, "keys", "list")).Output, StringComparison.Ordinal);

        Assert.Equal("key dashboard is revoked\n", (await Bv.RunAsync(Database, "keys", "revoke", "dashboard")).Output);
        Assert.Equal(1, (await Bv.RunAsync(Database, "keys", "revoke", "dashboard")).ExitCode);
    }

    [Theory]
    [InlineData(2, "there is no scope 'jobs'", "keys", "create", "x", "--scopes", "jobs")]
    [InlineData(2, "a key needs a scope", "keys", "create", "x", "--scopes", ",")]
    [InlineData(2, "--scopes", "keys", "create", "x")]
    [InlineData(2, "is no time", "keys", "create", "x", "--scopes", "admin", "--expires", "soon")]
    [InlineData(1, "There is a key 'tester' already", "keys", "create", "tester", "--scopes", "admin")]
    [InlineData(1, "there is no key 'x' that works", "keys", "revoke", "x")]
    [InlineData(4, "no database", "keys", "list", "--db", "/nowhere/batchvision.db")]
    public async Task Keys_Refused_OneLineSaysWhy(int exitCode, string message, params string[] arguments)
    {
        var run = await Bv.RunAsync(Database, arguments);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    [Theory]
    [InlineData("12h", 0.5)]
    [InlineData("90d", 90.0)]
    [InlineData("52w", 364.0)]
    [InlineData("0d", null)]
    [InlineData("-1d", null)]
    [InlineData("1y", null)]
    [InlineData("d", null)]
    [InlineData("", null)]
    [InlineData("999999999d", null)]
    [InlineData("99999999999999d", null)]
    public void Lifetime_Text_IsReadOrRefused(string text, double? days)
    {
        Assert.Equal(days is not null, CliDuration.TryParse(text, out var lifetime));
        Assert.Equal(days ?? 0, lifetime.TotalDays);
    }
}
