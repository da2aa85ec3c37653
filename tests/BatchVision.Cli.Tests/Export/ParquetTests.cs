using BatchVision.Cli.Tests.Run;
using BatchVision.TestServers;

namespace BatchVision.Cli.Tests.Export;

/// <summary>What comes out of the database goes into Parquet, checked by DuckDB.</summary>
public sealed class ParquetTests : IDisposable
{
    private readonly Workspace _work = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => _work["out.parquet"];

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("true", "BOOLEAN", "true")]
    [InlineData("(-7)::smallint", "SMALLINT", "-7")]
    [InlineData("2147483647", "INTEGER", "2147483647")]
    [InlineData("(-9223372036854775808)", "BIGINT", "-9223372036854775808")]
    [InlineData("0.1::real", "FLOAT", "0.1")]
    [InlineData("'-Infinity'::float8", "DOUBLE", "-inf")]
    [InlineData("(-12.34)::numeric(10, 3)", "DECIMAL(10,3)", "-12.340")]
    [InlineData("12345678901234567890.123456789012345678::numeric", "DECIMAL(38,18)", "12345678901234567890.123456789012345678")]
    [InlineData("(-0.5)::numeric(38, 37)", "DECIMAL(38,37)", "-0.5000000000000000000000000000000000000")]
    [InlineData("1.5::numeric(60, 10)", "VARCHAR", "1.5000000000")]
    [InlineData("'tëxt 🙂'", "VARCHAR", "tëxt 🙂")]
    [InlineData("''", "VARCHAR", "")]
    [InlineData("timestamptz '2026-11-23 10:00:00.123456+02'", "TIMESTAMP WITH TIME ZONE", "2026-11-23 08:00:00.123456+00")]
    [InlineData("timestamptz '0001-01-01 00:00Z'", "TIMESTAMP WITH TIME ZONE", "0001-01-01 00:00:00+00")]
    [InlineData("timestamp '1969-12-31 23:59:59.999999'", "TIMESTAMP", "1969-12-31 23:59:59.999999")]
    [InlineData("date '9999-12-31'", "DATE", "9999-12-31")]
    [InlineData("'00112233-4455-6677-8899-aabbccddeeff'::uuid", "UUID", "00112233-4455-6677-8899-aabbccddeeff")]
    [InlineData("'\\x00ff41'::bytea", "BLOB", "\\x00\\xFFA")]
    [InlineData("'{\"a\": 1}'::jsonb", "VARCHAR", "{\"a\": 1}")]
    [InlineData("interval '1 day'", "VARCHAR", "1 day")]
    [InlineData("ARRAY[1, NULL, 3]", "INTEGER[]", "[1, NULL, 3]")]
    [InlineData("'{}'::bigint[]", "BIGINT[]", "[]")]
    [InlineData("ARRAY['a', NULL, 'ü']", "VARCHAR[]", "[a, NULL, ü]")]
    [InlineData("ARRAY[1.5, 2]::numeric(5, 2)[]", "DECIMAL(5,2)[]", "[1.50, 2.00]")]
    [InlineData("ARRAY[timestamptz '2020-01-01Z']", "TIMESTAMP WITH TIME ZONE[]", "['2020-01-01 00:00:00+00']")]
    public async Task Export_PostgresValue_ComesBackAsItWas(string sql, string type, string text)
    {
        await using var database = await SharedServers.DatabaseAsync(Token);

        // With a NULL on either side, which must not shift it.
        var export = await ExportAsync(database.ConnectionString,
            $"SELECT v AS \"a.b\", g FROM generate_series(1, 3) g LEFT JOIN (SELECT 2 AS at, {sql} AS v) s ON s.at = g ORDER BY g");

        Assert.True(export.ExitCode == 0, export.Errors);
        Assert.Equal([$"a.b|{type}", "g|INTEGER"], Duck.Types(File));
        Assert.Equal(["NULL|1", $"{text}|2", "NULL|3"], Duck.Rows($"SELECT * FROM '{File}'"));
    }

    [Theory]
    [InlineData("'NaN'::numeric", "NaN")]
    [InlineData("1e-19::numeric", "numeric(38, 24)")]
    [InlineData("1e20::numeric", "numeric(38, 24)")]
    [InlineData("'infinity'::timestamptz", "infinite")]
    [InlineData("date '0044-03-15 BC'", "years 1 to 9999")]
    [InlineData("ARRAY[[1], [2]]", "Cast it")]
    public async Task Export_PostgresValueThatParquetHasNot_IsAnErrorThatNamesIt(string sql, string message)
    {
        await using var database = await SharedServers.DatabaseAsync(Token);

        var export = await ExportAsync(database.ConnectionString, $"SELECT CASE WHEN g = 3 THEN {sql} END AS odd FROM generate_series(1, 5) g");

        Assert.NotEqual(0, export.ExitCode);
        Assert.Contains("'odd'", export.Errors, StringComparison.Ordinal);
        Assert.Contains(message, export.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public async Task Export_SqliteTable_HasTypesByDeclarationNameAndFirstRows()
    {
        await Sql.ExecuteAsync(_work.Database, """
            CREATE TABLE t (id INTEGER, score REAL, name TEXT, seen_at TEXT, born_on TEXT, flag BOOLEAN, raw BLOB, blank);
            INSERT INTO t VALUES
                (1, 0.5, 'ä', '2026-11-23T08:00:00.123Z', '1950-02-03', 1, x'00ff', NULL),
                (NULL, 2, '', NULL, NULL, NULL, NULL, NULL),
                (9007199254740993, NULL, NULL, '2026-11-23 08:00:00', NULL, 0, NULL, NULL)
            """);

        var export = await ExportAsync(_work.Database, "SELECT *, id + 0 AS computed, CASE WHEN id IS NULL THEN 1 ELSE 0.5 END AS mixed, 'ab' || id AS at, substr(seen_at, 1, 10) AS day FROM t");

        Assert.True(export.ExitCode == 0, export.Errors);
        Assert.Equal(
            [
                "id|BIGINT", "score|DOUBLE", "name|VARCHAR", "seen_at|TIMESTAMP WITH TIME ZONE", "born_on|DATE", "flag|BOOLEAN", "raw|BLOB",
                "blank|VARCHAR", "computed|BIGINT", "mixed|DOUBLE", "at|VARCHAR", "day|DATE",
            ],
            Duck.Types(File));
        Assert.Equal(
            [
                "1|0.5|ä|2026-11-23 08:00:00.123+00|1950-02-03|true|\\x00\\xFF|NULL|1|0.5|ab1|2026-11-23",
                "NULL|2.0||NULL|NULL|NULL|NULL|NULL|NULL|1.0|NULL|NULL",
                "9007199254740993|NULL|NULL|2026-11-23 08:00:00+00|NULL|false|NULL|NULL|9007199254740993|0.5|ab9007199254740993|2026-11-23",
            ],
            Duck.Rows($"SELECT * FROM '{File}'"));
        Assert.Equal("timestamp", export.Json.GetProperty("columns")[3].GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("'x'")]
    [InlineData("0.5")]
    [InlineData("x'00'")]
    public async Task Export_SqliteValueLateAgainstItsColumn_IsAnErrorWithColumnAndRow(string odd)
    {
        // After the rows that decide.
        var export = await ExportAsync(_work.Database, $"{Numbers(20_000)} SELECT CASE WHEN x = 15000 THEN {odd} ELSE x END AS n FROM r", make: true);

        Assert.Equal(1, export.ExitCode);
        Assert.Contains("column 'n', row 15,000:", export.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(File)!, "*parquet*"));
    }

    [Fact]
    public async Task Export_SqliteWholeNumbersAmongFractions_StayExactOrAreRefused()
    {
        const string Case = "CASE WHEN x = 1 THEN 0.5 WHEN x = 2 THEN 9007199254740992 ELSE";
        var fits = await ExportAsync(_work.Database, $"{Numbers(3)} SELECT {Case} 4 END AS n FROM r", make: true);
        Assert.Equal(0, fits.ExitCode);
        Assert.Equal(["0.5", "9007199254740992.0", "4.0"], Duck.Rows($"SELECT * FROM '{File}'"));

        var not = await ExportAsync(_work.Database, $"{Numbers(3)} SELECT {Case} 9007199254740993 END AS n FROM r");
        Assert.Equal(1, not.ExitCode);
        Assert.Contains("column 'n', row 3: 9007199254740993 is no double", not.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Export_ManyRows_AreAllThereInSeveralGroups(bool onPostgres)
    {
        await using var server = onPostgres ? await SharedServers.DatabaseAsync(Token) : null;
        var database = server?.ConnectionString ?? _work.Database;
        var rows = onPostgres ? "SELECT g AS id, 'key ' || g % 1000 AS key, g * 0.5::float8 AS score FROM generate_series(1, 250000) g"
            : $"{Numbers(250_000)} SELECT x AS id, 'key ' || (x % 1000) AS key, x * 0.5 AS score FROM r";

        var export = await ExportAsync(database, rows, make: !onPostgres);

        Assert.True(export.ExitCode == 0, export.Errors);
        Assert.Equal(250_000, export.Json.GetProperty("rows").GetInt64());
        Assert.Equal(new FileInfo(File).Length, export.Json.GetProperty("bytes").GetInt64());
        Assert.Equal("250000|31250125000|1000|15625062500.0", Duck.One($"SELECT count(*), sum(id), count(DISTINCT key), sum(score) FROM '{File}'"));
        Assert.Equal("3|100000", Duck.One($"SELECT count(*), max(n) FROM (SELECT DISTINCT row_group_id, row_group_num_rows AS n FROM parquet_metadata('{File}'))"));
    }

    [Fact]
    public async Task Export_NoRows_IsAFileWithColumns()
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        Assert.Equal(0, (await ExportAsync(database.ConnectionString, "SELECT 1 AS a, 'x' AS b WHERE false")).ExitCode);
        Assert.Equal(["a|INTEGER", "b|VARCHAR"], Duck.Types(File));
        Assert.Empty(Duck.Rows($"SELECT * FROM '{File}'"));
    }

    private static string Numbers(int count) => $"WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r WHERE x < {count})";

    private async Task<Bv> ExportAsync(string database, string sql, bool make = false)
    {
        if (make)
            await Sql.ExecuteAsync(database, "CREATE TABLE t (a)");
        return await Bv.RunAsync("export", "--db", database, "--query", sql, "--output", File, "--force", "--json");
    }
}
