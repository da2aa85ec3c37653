using BatchVision.TestServers;

namespace BatchVision.Cli.Tests.Run;

/// <summary>The same command on PostgreSQL.</summary>
public sealed class RunPostgresTests : IDisposable
{
    private readonly Workspace _work = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Run_OnPostgres_LeavesTheRowsOfSqliteAndTheSameReport()
    {
        var folder = Directory.CreateDirectory(_work["pictures"]).FullName;
        foreach (var picture in Directory.GetFiles(Workspace.Samples, "*.jpg"))
            File.Copy(picture, Path.Combine(folder, Path.GetFileName(picture)));
        await File.WriteAllTextAsync(Path.Combine(folder, "broken.jpg"), "no picture", Token);
        await using var database = await SharedServers.DatabaseAsync(Token);

        var sqlite = await RunAsync(folder, _work.Database);
        var postgres = await RunAsync(folder, database.ConnectionString);

        Assert.Equal((3, 3), (sqlite.ExitCode, postgres.ExitCode));
        Assert.Equal(Bv.Rows(_work.Database), Bv.Rows(database.ConnectionString));
        Assert.Equal($"{sqlite.Json.GetProperty("top_labels")}", $"{postgres.Json.GetProperty("top_labels")}");
        Assert.Equal($"{sqlite.Json.GetProperty("failures")}", $"{postgres.Json.GetProperty("failures")}");
        Assert.Contains("data:image/jpeg;base64,", await File.ReadAllTextAsync(_work["report.html"], Token), StringComparison.Ordinal);

        var second = await RunAsync(folder, database.ConnectionString);
        Assert.Equal((0, 0), (second.ExitCode, second.Json.GetProperty("recognized").GetInt32()));
    }

    [Fact]
    public async Task Run_ServerAway_IsOneLineBeforeAnyWork()
    {
        var run = await Bv.RunAsync("run", Workspace.Samples, "--models-dir", Workspace.Models, "--db", "postgres://bv@127.0.0.1:1/bv");
        Assert.Equal(4, run.ExitCode);
        Assert.Contains("nothing listens there", Assert.Single(run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private Task<Bv> RunAsync(string folder, string database) =>
        Bv.RunAsync("run", folder, "--models-dir", Workspace.Models, "--models", "colors", "--db", database, "--report", _work["report.html"], "--json");
}
