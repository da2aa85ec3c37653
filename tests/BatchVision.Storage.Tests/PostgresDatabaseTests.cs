using BatchVision.TestServers;
using Npgsql;

namespace BatchVision.Storage.Tests;

/// <summary>Addresses of servers, and what can be wrong with what is found there.</summary>
public sealed class PostgresDatabaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("postgres://ann:p%40ss%2Fw@db.example:6432/bv", "db.example|6432|bv|ann|p@ss/w|Prefer")]
    [InlineData("postgresql://db.example/bv?sslmode=verify-full&application_name=x", "db.example|5432|bv|||VerifyFull")]
    [InlineData("Host=db.example;Database=bv;Username=ann;Password=p", "db.example|5432|bv|ann|p|Prefer")]
    [InlineData("server=db.example;port=1;database=bv", "db.example|1|bv|||Prefer")]
    public void Open_Address_IsRead(string address, string expected)
    {
        Assert.True(PostgresAddress.IsPostgres(address));
        var read = PostgresAddress.Parse(address);
        Assert.Equal(expected, $"{read.Host}|{read.Port}|{read.Database}|{read.Username}|{read.Password}|{read.SslMode}");
    }

    [Theory]
    [InlineData("batchvision.db")]
    [InlineData("/var/lib/host=1/results.db")]
    [InlineData("hosts.db")]
    public void Open_Path_IsSqlite(string path) => Assert.False(PostgresAddress.IsPostgres(path));

    [Theory]
    [InlineData("postgres://ann:secret@db:99999/bv")]
    [InlineData("postgres://ann:secret@db/bv?colour=red")]
    [InlineData("postgres://ann:secret@db/bv?sslmode=sometimes")]
    [InlineData("Host=db;Password=secret;Colour=red")]
    [InlineData("Host=db;Password=\"secret")]
    public void Open_UnreadableAddress_SaysSoWithoutThePassword(string address)
    {
        var e = Assert.Throws<StorageException>(() => Database.Open(address));
        Assert.Contains("cannot be read", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_OfADatabase_LeavesOutThePassword()
    {
        await using var database = Database.Open("Host=db;Username=ann;Password=secret;Database=my bv");
        Assert.Equal("postgres://ann@db:5432/my%20bv", database.Name);
    }

    [Theory]
    [InlineData("28P01", "password is wrong")]
    [InlineData("3D000", "no such database")]
    [InlineData("42P01", "run: bv db migrate --db postgres://ann@db:5432/bv")]
    [InlineData("42501", "may not do this")]
    [InlineData("25006", "read-only")]
    [InlineData("53100", "disk of the server is full")]
    public void Failure_OfTheServer_IsOneLineThatSaysWhatToDo(string state, string expected)
    {
        var e = Failure().Explain(new PostgresException("It went wrong.", "ERROR", "ERROR", state));
        Assert.IsType<StorageException>(e);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    [InlineData("55P03")]
    [InlineData("53300")]
    [InlineData("57P01")]
    [InlineData("57P03")]
    [InlineData("08006")]
    public void Failure_ThatPasses_IsTriedAgain(string state)
    {
        var e = new PostgresException("It went wrong.", "ERROR", "ERROR", state);
        Assert.True(PostgresFailure.IsTransient(e));
        Assert.IsType<StorageUnavailableException>(Failure().Explain(e));
    }

    [Theory]
    [InlineData("23505")]
    [InlineData("22P02")]
    [InlineData("42601")]
    public void Failure_OfAStatement_StaysWhatItIs(string state)
    {
        var e = new PostgresException("It went wrong.", "ERROR", "ERROR", state);
        Assert.False(PostgresFailure.IsTransient(e));
        Assert.Null(Failure().Explain(e));
    }

    [Fact]
    public async Task Use_NobodyListens_SaysSoAtOnce()
    {
        await using var database = Database.Open("Host=127.0.0.1;Port=1;Database=bv;Username=ann;Password=secret");
        foreach (var use in (Func<CancellationToken, Task>[])[database.CheckAsync, database.MigrateAsync, database.ConnectForQueriesAsync])
        {
            var e = await Assert.ThrowsAsync<StorageUnavailableException>(() => use(Token));
            Assert.Contains("nothing listens there", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Use_WithoutASchema_SaysWhatToRun()
    {
        await using var temp = await TempDatabase.CreateEmptyAsync(Dialect.Postgres);
        await using var jobs = new Jobs(temp.Database);
        var e = await Assert.ThrowsAsync<StorageException>(() => jobs.ListAsync(null, 10, Token));
        Assert.Contains("bv db migrate", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_NoSuchDatabase_SaysSo()
    {
        var server = await SharedServers.PostgresAsync(Token);
        await using var database = Database.Open(new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "nowhere" }.ConnectionString);
        var e = await Assert.ThrowsAsync<StorageException>(() => database.CheckAsync(Token));
        Assert.Contains("no such database", e.Message, StringComparison.Ordinal);
    }

    private static PostgresFailure Failure() => new("postgres://ann@db:5432/bv", "ann");
}
