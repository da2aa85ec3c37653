using System.Text.Json;
using BatchVision.Cli.Tests.Run;
using BatchVision.TestServers;

namespace BatchVision.Cli.Tests.Query;

/// <summary>What a query prints.</summary>
public sealed class QueryTests : IDisposable
{
    private readonly Workspace _work = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Query_JsonOnSqlite_KeepsTypes()
    {
        await MakeAsync();

        var query = await QueryAsync("--json", "SELECT 9007199254740993 AS i, 0.1 AS r, 'ä\"' AS t, NULL AS n, x'00ff' AS b, flag, 1 AS i FROM v ORDER BY flag DESC");

        Assert.Equal(0, query.ExitCode);
        Assert.Equal(
            [
                """{"i":9007199254740993,"r":0.1,"t":"ä\"","n":null,"b":"AP8=","flag":true,"i_2":1}""",
                """{"i":9007199254740993,"r":0.1,"t":"ä\"","n":null,"b":"AP8=","flag":false,"i_2":1}""",
            ],
            Objects(query));
        Assert.Equal("[]\n", (await QueryAsync("--json", "SELECT 1 WHERE false")).Output);
    }

    [Fact]
    public async Task Query_JsonOnPostgres_KeepsTypes()
    {
        await using var database = await SharedServers.DatabaseAsync(Token);

        var query = await Bv.RunAsync("query", "--db", database.ConnectionString, "--json", """
            SELECT true AS b, 9007199254740993 AS i, 0.1::real AS r, 12.340::numeric(10, 3) AS d, 123456789012345678901234567890.5::numeric AS big,
                   'NaN'::float8 AS nan, timestamptz '2026-11-23 10:00:00.123456+02' AS ts, date '1950-02-03' AS day, '{"a":[1]}'::json AS j,
                   ARRAY[1, NULL, 3] AS list, NULL::text AS n, '00112233-4455-6677-8899-aabbccddeeff'::uuid AS u, inet '10.0.0.1' AS ip, 'infinity'::timestamptz AS inf;
            """);

        Assert.True(query.ExitCode == 0, query.Errors);
        Assert.Equal(
            """
            {"b":true,"i":9007199254740993,"r":0.1,"d":12.340,"big":123456789012345678901234567890.5,"nan":"NaN","ts":"2026-11-23T08:00:00.123456Z","day":"1950-02-03","j":{"a":[1]},"list":[1,null,3],"n":null,"u":"00112233-4455-6677-8899-aabbccddeeff","ip":"10.0.0.1","inf":"infinity"}
            """,
            Assert.Single(Objects(query)));
    }

    [Fact]
    public async Task Query_Csv_QuotesByTheStandardAndTellsNullFromEmpty()
    {
        await MakeAsync();

        var query = await QueryAsync("--csv", "SELECT 'a,\"b\"' AS \"x,y\", NULL AS n, '' AS e, -1.5 AS r, 'two' || char(10) || 'lines' AS l");

        Assert.Equal("\"x,y\",n,e,r,l\r\n\"a,\"\"b\"\"\",,\"\",-1.5,\"two\nlines\"\r\n", query.Output);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\"=1", "\"'\"\"=1\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("a=1", "a=1")]
    public async Task Query_CsvTextLikeAFormula_GetsAnApostropheUnlessRaw(string text, string cell)
    {
        await MakeAsync();
        var sql = $"SELECT CAST(x'{Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(text))}' AS TEXT) AS t, -5 AS n";

        Assert.Equal($"t,n\r\n{cell},-5\r\n", (await QueryAsync("--csv", sql)).Output);
        Assert.DoesNotContain("'", (await QueryAsync("--raw-csv", sql)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_Table_AlignsNumbersShowsNullAndNoControlCharacters()
    {
        await MakeAsync();

        var query = await QueryAsync("SELECT 'ab' AS txt, 5 AS num, NULL AS nil UNION ALL SELECT char(27) || '[2J', 12345, 1.5");

        Assert.Contains(" ab   │     5 │ NULL ", query.Output, StringComparison.Ordinal);
        Assert.Contains(" ␛[2J │ 12345 │  1.5 ", query.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', query.Output);
    }

    [Fact]
    public async Task Query_TableOfMoreRowsThanFit_SaysSo()
    {
        await MakeAsync();
        const string Numbers = "WITH RECURSIVE n(x) AS (SELECT 1001 UNION ALL SELECT x + 1 FROM n WHERE x < 1150) SELECT x FROM n";

        var some = await QueryAsync(Numbers);
        Assert.Contains("1100", some.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("1101", some.Output, StringComparison.Ordinal);
        Assert.Contains("--limit 0", Assert.Single(some.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);

        var all = await QueryAsync("--limit", "0", Numbers);
        Assert.Contains("1150", all.Output, StringComparison.Ordinal);
        Assert.Equal("", all.Errors);
        Assert.Equal(2, (await QueryAsync("--json", "--limit", "2", Numbers)).Json.GetArrayLength());
        Assert.Equal(150, (await QueryAsync("--json", Numbers)).Json.GetArrayLength());
    }

    [Fact]
    public async Task Query_FromStandardInput_IsRun()
    {
        await MakeAsync();
        using var process = Bv.Start("query", "--db", _work.Database, "--csv", "-");
        await process.StandardInput.WriteAsync("-- a comment\nSELECT count(*) AS n\nFROM v;\n-- and another\n");
        process.StandardInput.Close();

        Assert.Equal("n\r\n2\r\n", (await Bv.EndAsync(process)).Output);
    }

    [Fact]
    public async Task Query_WithoutSql_ListsTheViews()
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        await Sql.ExecuteAsync(database.ConnectionString, "CREATE SCHEMA bi; CREATE VIEW bi.things AS SELECT 1 AS a; COMMENT ON VIEW bi.things IS 'All [of] them'");
        await MakeAsync();

        var postgres = await Bv.RunAsync("query", "--db", database.ConnectionString);
        Assert.Contains("bi.things", postgres.Output, StringComparison.Ordinal);
        Assert.Contains("All [of] them", postgres.Output, StringComparison.Ordinal);
        var sqlite = await QueryAsync("--json");
        Assert.Equal("""{"name":"things","view":"bi_things","comment":null}""", JsonSerializer.Serialize(Assert.Single(sqlite.Json.EnumerateArray())));
    }

    [Fact]
    public async Task Query_Wrong_IsOneLineWithItsPlace()
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        await MakeAsync();

        var postgres = await Bv.RunAsync("query", "--db", database.ConnectionString, "SELECT 1\nFROM nowhere");
        Assert.Equal((2, "bv: relation \"nowhere\" does not exist (line 2, column 6)\n"), (postgres.ExitCode, postgres.Errors));
        var later = await Bv.RunAsync("query", "--db", database.ConnectionString, "--json", "SELECT 1 / (3 - g) FROM generate_series(1, 5) g");
        Assert.Equal((2, "bv: division by zero\n"), (later.ExitCode, later.Errors));
        var sqlite = await QueryAsync("SELECT 1 FROM nowhere");
        Assert.Equal((2, "bv: no such table: nowhere\n"), (sqlite.ExitCode, sqlite.Errors));
    }

    [Theory]
    [InlineData("postgres://bv@127.0.0.1:1/bv", "nothing listens there")]
    [InlineData("/nowhere/results.db", "There is no database")]
    public async Task Query_NoDatabase_FailsAsOtherCommandsDo(string database, string message)
    {
        var query = await Bv.RunAsync("query", "--db", database, "SELECT 1");
        Assert.Equal(4, query.ExitCode);
        Assert.Contains(message, Assert.Single(query.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_Interrupted_StopsTheStatementOnTheServer()
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        const string Running = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND datname = current_database() AND state = 'active'";

        using var process = Bv.Start("query", "--db", database.ConnectionString, "SELECT pg_sleep(3600)");
        await Sql.UntilAsync(database.ConnectionString, Running, "1");
        await process.SendAsync("INT");

        var query = await Bv.EndAsync(process);
        Assert.Equal(130, query.ExitCode);
        Assert.Contains("interrupted", query.Errors, StringComparison.Ordinal);
        // The server would not notice for an hour that nobody waits any more.
        await Sql.UntilAsync(database.ConnectionString, Running, "0");
    }

    [Fact]
    public async Task Query_PastItsTimeout_Stops()
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        await MakeAsync();

        var postgres = await Bv.RunAsync("query", "--db", database.ConnectionString, "--timeout", "0.2", "SELECT pg_sleep(3600)");
        Assert.Equal((1, "bv: stopped after 0.2 s, the limit of --timeout\n"), (postgres.ExitCode, postgres.Errors));
        var sqlite = await QueryAsync("--timeout", "0.2", "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n");
        Assert.Equal((1, postgres.Errors), (sqlite.ExitCode, sqlite.Errors));
    }

    private static string[] Objects(Bv query) => [.. query.Json.EnumerateArray().Select(row => row.GetRawText())];

    private Task MakeAsync() => Sql.ExecuteAsync(_work.Database, """
        CREATE TABLE v (flag BOOLEAN);
        INSERT INTO v VALUES (0), (1);
        CREATE VIEW bi_things AS SELECT * FROM v;
        CREATE VIEW other AS SELECT * FROM v
        """);

    private Task<Bv> QueryAsync(params string[] arguments) => Bv.RunAsync(["query", "--db", _work.Database, .. arguments]);
}
