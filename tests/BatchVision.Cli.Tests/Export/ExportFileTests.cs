using BatchVision.Cli.Tests.Run;
using BatchVision.TestServers;

namespace BatchVision.Cli.Tests.Export;

/// <summary>Exports to files: there whole, or not at all.</summary>
public sealed class ExportFileTests : IDisposable
{
    private readonly Workspace _work = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Export_View_WritesItsRowsInEachFormatByEnding()
    {
        var run = await Bv.RunAsync("run", Workspace.Samples, "--models-dir", Workspace.Models, "--db", _work.Database, "--json");
        Assert.True(run.ExitCode is 0 or 3, run.Errors);
        var rows = Sql.One(_work.Database, "SELECT count(*), min(key), max(key), count(DISTINCT label) FROM bi_image_labels");

        foreach (var ending in (string[])["parquet", "csv", "jsonl"])
        {
            var file = _work[$"labels.{ending}"];
            var export = await Bv.RunAsync("export", "image_labels", "--db", _work.Database, "--output", file);
            Assert.True(export.ExitCode == 0, export.Errors);
            Assert.Contains($"{file}\n", export.Output, StringComparison.Ordinal);
            Assert.Equal(rows, Duck.One($"SELECT count(*), min(key), max(key), count(DISTINCT label) FROM '{file}'"));
        }

        var parquet = _work["labels.parquet"];
        var scores = Bv.Query(_work.Database, "SELECT key, label, score FROM bi_image_labels ORDER BY 1, 2, 3");
        Assert.Equal(scores, Duck.Rows($"SELECT key, label, score FROM '{parquet}' ORDER BY 1, 2, 3"));
    }

    [Fact]
    public async Task Export_ViewOfPostgres_IsTheViewOfSqlite()
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        foreach (var name in (string[])[database.ConnectionString, _work.Database])
        {
            var run = await Bv.RunAsync("run", Workspace.Samples, "--models-dir", Workspace.Models, "--db", name, "--json");
            Assert.True(run.ExitCode is 0 or 3, run.Errors);
        }

        var (postgres, sqlite) = (_work["postgres.parquet"], _work["sqlite.parquet"]);
        Assert.Equal(0, (await Bv.RunAsync("export", "image_labels", "--db", database.ConnectionString, "--output", postgres)).ExitCode);
        Assert.Equal(0, (await Bv.RunAsync("export", "image_labels", "--db", _work.Database, "--output", sqlite)).ExitCode);
        const string Columns = "key, model, rank, label, score::FLOAT AS score";
        Assert.Equal("0", Duck.One($"SELECT count(*) FROM (SELECT {Columns} FROM '{postgres}' EXCEPT ALL SELECT {Columns} FROM '{sqlite}')"));
        Assert.Equal(Duck.One($"SELECT count(*) FROM '{postgres}'"), Duck.One($"SELECT count(*) FROM '{sqlite}'"));
    }

    [Fact]
    public async Task Export_UnknownView_NamesThoseThereAre()
    {
        await MakeAsync();
        var export = await Bv.RunAsync("export", "nothing", "--db", _work.Database, "--output", _work["a.csv"]);
        Assert.Equal((2, "bv: there is no view 'nothing'; there are others, things.\n"), (export.ExitCode, export.Errors));
    }

    [Theory]
    [InlineData("a view or --query", "--output", "$/a.csv")]
    [InlineData("a view or --query", "things", "--query", "SELECT 1", "--output", "$/a.csv")]
    [InlineData("names no format", "things", "--output", "$/a.txt")]
    [InlineData("names no format", "things", "--output", "-")]
    [InlineData("is about CSV", "things", "--output", "$/a.jsonl", "--raw-csv")]
    [InlineData("leave one of them out", "things", "--output", "-", "--format", "csv", "--json")]
    [InlineData("--restart is about objects", "things", "--output", "$/a.csv", "--restart")]
    [InlineData("is a folder", "things", "--output", "$", "--format", "csv")]
    [InlineData("there is no folder", "things", "--output", "$/none/a.csv")]
    [InlineData("is no address of an object", "things", "--output", "s3://bucket/", "--format", "csv")]
    public async Task Export_ImpossibleOptions_AreOneLineAndUsage(string message, params string[] arguments)
    {
        await MakeAsync();
        var folder = Path.GetDirectoryName(_work.Database)!;
        var export = await Bv.RunAsync(["export", "--db", _work.Database, .. arguments.Select(argument => argument.Replace("$", folder, StringComparison.Ordinal))]);
        Assert.Equal(2, export.ExitCode);
        Assert.Contains(message, export.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", export.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_FileThatExists_IsReplacedByForceAloneAndOnlyBySuccess()
    {
        await MakeAsync();
        var file = _work["a.csv"];
        await File.WriteAllTextAsync(file, "old", Token);

        var refused = await Bv.RunAsync("export", "things", "--db", _work.Database, "--output", file);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--force", refused.Errors, StringComparison.Ordinal);
        var failed = await Bv.RunAsync("export", "--query", "SELECT a, abs(-9223372036854775808) FROM bi_things", "--db", _work.Database, "--output", file, "--force");
        Assert.Equal((2, "bv: integer overflow\n"), (failed.ExitCode, failed.Errors));
        Assert.Equal("old", await File.ReadAllTextAsync(file, Token));

        Assert.Equal(0, (await Bv.RunAsync("export", "things", "--db", _work.Database, "--output", file, "--force")).ExitCode);
        Assert.Equal("a\r\n'=1\r\n", await File.ReadAllTextAsync(file, Token));
        Assert.Equal(0, (await Bv.RunAsync("export", "things", "--db", _work.Database, "--output", file, "--force", "--raw-csv")).ExitCode);
        Assert.Equal("a\r\n=1\r\n", await File.ReadAllTextAsync(file, Token));
        Assert.False(File.Exists($"{file}.part"));
    }

    [Fact]
    public async Task Export_ToStandardOutput_IsTheRowsAlone()
    {
        await MakeAsync();
        var export = await Bv.RunAsync("export", "things", "--db", _work.Database, "--output", "-", "--format", "jsonl");
        Assert.Equal((0, "{\"a\":\"=1\"}\n"), (export.ExitCode, export.Output));
        Assert.Contains("1 rows", export.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Export_Interrupted_LeavesNeitherFileNorPart(string signal)
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        await using var gate = await RowGate.CloseAsync(database.ConnectionString);
        var file = _work["a.csv"];
        await File.WriteAllTextAsync(file, "old", Token);

        using var process = Bv.Start("export", "--query", RowGate.Query(), "--db", database.ConnectionString, "--output", file, "--force");
        await gate.UntilReachedAsync();
        Assert.True(new FileInfo($"{file}.part").Length > 0);
        await process.SendAsync(signal);

        Assert.Equal(130, (await Bv.EndAsync(process)).ExitCode);
        Assert.Equal("old", await File.ReadAllTextAsync(file, Token));
        Assert.False(File.Exists($"{file}.part"));
    }

    [Fact]
    public async Task Export_ManyWideRows_PeakMemoryStaysBounded()
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        // 300,000 rows, near 200 MB as text, hardly a value twice: all of it held would show.
        const string Rows = "SELECT g AS id, repeat(md5(g::text), 8) || g AS a, md5((g + 1)::text) || g AS key, g * 0.1::float8 AS score, ARRAY[g, g + 1] AS pair FROM generate_series(1, 300000) g";

        foreach (var ending in (string[])["parquet", "csv", "jsonl"])
        {
            var export = await Bv.RunAsync("export", "--query", Rows, "--db", database.ConnectionString, "--output", _work[$"a.{ending}"], "--json");
            Assert.True(export.ExitCode == 0, export.Errors);
            Assert.Equal(300_000, export.Json.GetProperty("rows").GetInt64());
            Assert.InRange(export.PeakMemoryBytes, 0, 300 << 20);
        }

        Assert.Equal("300000|45000150000", Duck.One($"SELECT count(*), sum(id) FROM '{_work["a.parquet"]}'"));
    }

    private Task MakeAsync() => Sql.ExecuteAsync(_work.Database, "CREATE VIEW bi_things AS SELECT '=1' AS a; CREATE VIEW bi_others AS SELECT 1 AS b");
}
