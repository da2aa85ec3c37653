using System.Runtime.Versioning;
using BatchVision.Cli.Tests.Run;
using BatchVision.TestServers;

namespace BatchVision.Cli.Tests.Query;

/// <summary>A query reads, whatever it says.</summary>
public sealed class QueryReadOnlyTests : IDisposable
{
    private readonly Workspace _work = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("DELETE FROM victim")]
    [InlineData("SELECT 1; DELETE FROM victim")]
    [InlineData("SELECT 1; SELECT 2")]
    [InlineData("SELECT 1; nonsense")]
    [InlineData("COMMIT; DELETE FROM victim")]
    [InlineData("PRAGMA query_only = OFF")]
    [InlineData("PRAGMA query_only = OFF; DELETE FROM victim")]
    [InlineData("PRAGMA user_version = 7")]
    [InlineData("PRAGMA journal_mode = DELETE")]
    [InlineData("PRAGMA locking_mode = EXCLUSIVE")]
    [InlineData("INSERT INTO victim VALUES (2) RETURNING a")]
    [InlineData("ATTACH '$/new.db' AS n")]
    [InlineData("ATTACH 'file:$/new.db?mode=rwc' AS n")]
    [InlineData("VACUUM INTO '$/new.db'")]
    [InlineData("CREATE TEMP TABLE t (a)")]
    [InlineData("SELECT load_extension('$/new.so')")]
    [InlineData("BEGIN")]
    [InlineData("")]
    public async Task Query_OnSqliteMoreThanARead_IsRefusedAndChangesNothing(string sql)
    {
        var database = _work["results.db"];
        await Sql.ExecuteAsync(database, "CREATE TABLE victim (a INTEGER); INSERT INTO victim VALUES (1)");
        var before = await File.ReadAllBytesAsync(database, Token);

        var query = await Bv.RunAsync("query", "--db", database, sql.Replace("$", Path.GetDirectoryName(database), StringComparison.Ordinal));

        Assert.Equal(2, query.ExitCode);
        Assert.Single(query.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(before, await File.ReadAllBytesAsync(database, Token));
        Assert.Equal(["results.db"], Directory.GetFiles(Path.GetDirectoryName(database)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Query_OnPostgresMoreThanARead_IsRefusedAndChangesNothing()
    {
        await using var database = await SharedServers.DatabaseAsync(Token);
        await Sql.ExecuteAsync(database.ConnectionString, "CREATE TABLE victim (a int); INSERT INTO victim VALUES (1); CREATE SEQUENCE s");
        // Where both the server and the test can look.
        var made = $"/tmp/bv-test-{Guid.NewGuid():N}";
        string[] attacks =
        [
            "DELETE FROM victim",
            "SELECT 1; DELETE FROM victim",
            "SELECT 1; SELECT 2",
            "COMMIT; DELETE FROM victim",
            "COMMIT",
            "SET TRANSACTION READ WRITE",
            "SELECT set_config('transaction_read_only', 'off', true)",
            "WITH d AS (DELETE FROM victim RETURNING *) SELECT * FROM d",
            "WITH s AS (SELECT set_config('transaction_read_only', 'off', true)), d AS (DELETE FROM victim RETURNING *) SELECT * FROM s, d",
            "INSERT INTO victim VALUES (2) RETURNING a",
            "SELECT * INTO copy FROM victim",
            "SELECT * FROM victim FOR UPDATE",
            "SELECT nextval('s')",
            $"COPY (SELECT 1) TO PROGRAM 'touch {made}'",
            $"COPY victim TO '{made}'",
            "DO $$ BEGIN DELETE FROM victim; END $$",
            "CREATE TABLE t (a int)",
            "SELECT E'\\'; DELETE FROM victim; --'; DELETE FROM victim",
            "",
        ];

        foreach (var attack in attacks)
        {
            var query = await Bv.RunAsync("query", "--db", database.ConnectionString, attack);
            Assert.True(query.ExitCode == 2, $"{attack}: {query.ExitCode} {query.Errors}");
            Assert.Single(query.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        Assert.Equal("1", Sql.One(database.ConnectionString, "SELECT string_agg(a::text, ',') FROM victim"));
        Assert.Equal("victim", Sql.One(database.ConnectionString, "SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = 'public'"));
        Assert.False(File.Exists(made));
    }

    [Theory]
    // The server lets both pass in a read-only transaction.
    [InlineData("EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1 AS a")]
    [InlineData("SELECT lo_create(0)")]
    public async Task Query_OnPostgresWhatTheServerLetsPass_IsRolledBack(string sql)
    {
        await using var database = await SharedServers.DatabaseAsync(Token);

        await Bv.RunAsync("query", "--db", database.ConnectionString, sql);

        Assert.Equal("0|0", Sql.One(database.ConnectionString,
            "SELECT (SELECT count(*) FROM pg_tables WHERE tablename = 't'), (SELECT count(*) FROM pg_largeobject_metadata)"));
    }

    [Fact]
    public async Task Query_OnSqliteWithALog_ReadsWhatIsCommittedWithAndWithoutItsFiles()
    {
        var database = _work["results.db"];
        await Sql.ExecuteAsync(database, "PRAGMA journal_mode = WAL; CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)");
        Assert.False(File.Exists($"{database}-wal"));

        Assert.Equal(1, (await Bv.RunAsync("query", "--db", database, "--json", "SELECT a FROM t")).Json[0].GetProperty("a").GetInt32());

        await using var writer = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={database};Pooling=False");
        await writer.OpenAsync(Token);
        await using var command = writer.CreateCommand();
        command.CommandText = "PRAGMA wal_autocheckpoint = 0; UPDATE t SET a = 2; BEGIN; UPDATE t SET a = 3";
        await command.ExecuteNonQueryAsync(Token);
        Assert.Equal(2, (await Bv.RunAsync("query", "--db", database, "--json", "SELECT a FROM t")).Json[0].GetProperty("a").GetInt32());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Query_OnSqliteWhereNothingCanBeWritten_TakesTheFileAsItIs()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root may write everywhere.");
        var folder = Directory.CreateDirectory(_work["read only"]).FullName;
        var database = Path.Combine(folder, "a b#?%41.db");
        await Sql.ExecuteAsync(database, "PRAGMA journal_mode = WAL; CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)");
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            Assert.Equal(1, (await Bv.RunAsync("query", "--db", database, "--json", "SELECT a FROM t")).Json[0].GetProperty("a").GetInt32());
        }
        finally
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
