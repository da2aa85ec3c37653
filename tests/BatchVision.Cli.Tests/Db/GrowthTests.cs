using BatchVision.Cli.Tests.Run;
using BatchVision.TestServers;

namespace BatchVision.Cli.Tests.Db;

/// <summary>Roles, partitions and the end of old rows, from the command line.</summary>
public sealed class GrowthTests : IDisposable
{
    private readonly Workspace _work = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Database_DividedAndUnderRoles_TakesARunAndLetsItGoAgain()
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        var db = database.ConnectionString;
        Assert.Equal(0, (await Bv.RunAsync("db", "migrate", "--db", db)).ExitCode);
        var passwords = _work["passwords.txt"];
        await File.WriteAllTextAsync(passwords, "# of the test\nbi_reader=r=1\n\nbv_migrator=m\n", Token);
        var roles = await Bv.RunAsync("db", "roles", "--db", db, "--passwords", passwords, "--json");
        Assert.True(roles.ExitCode == 0, roles.Errors);
        Assert.Equal(["bi_reader", "bv_migrator"], roles.Json.GetProperty("passwords").EnumerateArray().Select(role => role.GetString()));

        Assert.NotEqual(0, (await Bv.RunAsync("db", "partition", "--db", db, "--json")).Json.GetProperty("partitions_made").GetInt32());
        Assert.Equal(0, (await Bv.RunAsync("db", "partition", "--db", db, "--json")).Json.GetProperty("partitions_made").GetInt32());
        var run = await Bv.RunAsync("run", Workspace.Samples, "--models-dir", Workspace.Models, "--models", "colors", "--db", db, "--json");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(["decode", "fetch", "infer", "wait"], Bv.Query(db, "SELECT stage FROM bi.stage_times WHERE images > 0 AND image_seconds > 0 ORDER BY stage"));

        var tooYoung = await Bv.RunAsync("db", "retain", "--older-than", "1d", "--db", db);
        Assert.Contains("Nothing is old enough", tooYoung.Output, StringComparison.Ordinal);
        var images = run.Json.GetProperty("recognized").GetInt64();
        Assert.Equal([$"{images}"], Bv.Query(db, "SELECT count(*) FROM bi.images"));
    }

    [Fact]
    public async Task Retain_OnSqlite_PreviewsThenRemoves()
    {
        var run = await Bv.RunAsync("run", Workspace.Samples, "--models-dir", Workspace.Models, "--models", "colors", "--db", _work.Database, "--json");
        var images = run.Json.GetProperty("recognized").GetInt64();
        Assert.Equal(0, (await RetainAsync("1d")).Json.GetProperty("images").GetInt64());
        await Sql.ExecuteAsync(_work.Database, "UPDATE image SET ingested_on = '2026-01-30'");
        Assert.Equal(images, (await RetainAsync("2026-01-31", "--dry-run")).Json.GetProperty("images").GetInt64());
        Assert.Equal([$"{images}"], Bv.Query(_work.Database, "SELECT count(*) FROM bi_images"));
        Assert.Equal(images, (await RetainAsync("2026-01-31")).Json.GetProperty("images").GetInt64());
        Assert.Equal(["0|0"], Bv.Query(_work.Database, "SELECT (SELECT count(*) FROM bi_images), (SELECT count(*) FROM prediction)"));
        Assert.Equal(4, (await Bv.RunAsync("db", "partition", "--db", _work.Database)).ExitCode);
        Assert.Equal(4, (await Bv.RunAsync("db", "roles", "--db", _work.Database)).ExitCode);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("0d")]
    [InlineData("2026-02-30")]
    public async Task Retain_WithoutAnAge_IsRefused(string age)
    {
        var retain = await Bv.RunAsync("db", "retain", "--older-than", age, "--db", _work.Database);
        Assert.Equal(2, retain.ExitCode);
        Assert.Contains("400d", retain.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bi_reader", "expected role=password")]
    [InlineData("nobody=x", "There is no role 'nobody'")]
    public async Task Roles_PasswordsThatCannotBeRead_AreRefused(string line, string expected)
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        await Bv.RunAsync("db", "migrate", "--db", database.ConnectionString);
        var passwords = _work["passwords.txt"];
        await File.WriteAllTextAsync(passwords, line, Token);
        var roles = await Bv.RunAsync("db", "roles", "--db", database.ConnectionString, "--passwords", passwords);
        Assert.Equal(4, roles.ExitCode);
        Assert.Contains(expected, roles.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roles_Printed_AreTheSqlOfTheRepository()
    {
        var printed = await Bv.RunAsync("db", "roles", "--print");
        Assert.Contains("CREATE ROLE", printed.Output, StringComparison.Ordinal);
        Assert.Contains("GRANT SELECT ON ALL TABLES IN SCHEMA bi TO bi_reader", printed.Output, StringComparison.Ordinal);
    }

    private Task<Bv> RetainAsync(params string[] options) =>
        Bv.RunAsync(["db", "retain", "--db", _work.Database, "--json", "--older-than", .. options]);
}
