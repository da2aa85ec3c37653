using BatchVision.Cli.Tests.Run;
using BatchVision.TestServers;

namespace BatchVision.Cli.Tests.Db;

public sealed class DbTests : IDisposable
{
    private readonly Workspace _work = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Migrate_SqliteFile_SaysWhatItApplied()
    {
        var missing = await Bv.RunAsync("db", "check", "--db", _work.Database);
        Assert.Equal(4, missing.ExitCode);
        Assert.Contains($"bv db migrate --db {_work.Database}", missing.Errors, StringComparison.Ordinal);

        var made = await Bv.RunAsync("db", "migrate", "--db", _work.Database);
        Assert.Equal(0, made.ExitCode);
        Assert.Contains("_Initial", made.Output, StringComparison.Ordinal);
        Assert.Contains("up to date", (await Bv.RunAsync("db", "migrate", "--db", _work.Database)).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Bv.RunAsync("db", "check", "--db", _work.Database)).ExitCode);
    }

    [Theory]
    [InlineData("BATCHVISION_DB")]
    [InlineData("ConnectionStrings__Database")]
    public async Task Migrate_DatabaseOfTheEnvironment_PrintsItsNameWithoutThePassword(string variable)
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        var environment = new Dictionary<string, string> { [variable] = database.ConnectionString + ";Password=unused-secret" };

        var missing = await Bv.RunAsync(environment, "db", "check");
        Assert.Equal(4, missing.ExitCode);
        Assert.Contains("has no schema yet; run: bv db migrate --db postgres://", missing.Errors, StringComparison.Ordinal);

        var made = await Bv.RunAsync(environment, "db", "migrate", "--json");
        Assert.Equal(0, made.ExitCode);
        Assert.NotEmpty(made.Json.GetProperty("applied").EnumerateArray());
        Assert.StartsWith("postgres://", made.Json.GetProperty("database").GetString(), StringComparison.Ordinal);
        Assert.Empty((await Bv.RunAsync(environment, "db", "migrate", "--json")).Json.GetProperty("applied").EnumerateArray());

        var help = await Bv.RunAsync(environment, "db", "migrate", "--help");
        Assert.DoesNotContain("secret", missing.Errors + made.Output + help.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://bv:secret@127.0.0.1:1/bv", "nothing listens there")]
    [InlineData("postgres://bv:secret@127.0.0.1:1/bv?colour=red", "cannot be read")]
    public async Task Check_WhatCannotBeUsed_IsOneLine(string database, string message)
    {
        var check = await Bv.RunAsync("db", "check", "--db", database);
        Assert.Equal(4, check.ExitCode);
        Assert.Contains(message, Assert.Single(check.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", check.Errors, StringComparison.Ordinal);
    }
}
