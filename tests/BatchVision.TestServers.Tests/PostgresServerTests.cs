using Npgsql;

namespace BatchVision.TestServers.Tests;

public sealed class PostgresServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CreateDatabaseAsync_FromATemplate_IsACopyOfItsOwn()
    {
        var server = await SharedServers.PostgresAsync(Token);
        await using var template = await server.CreateDatabaseAsync(Token);
        await using (var source = NpgsqlDataSource.Create(template.ConnectionString))
        {
            await ExecuteAsync(source, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)");
        }

        await using var copy = await server.CreateDatabaseAsync(template, Token);
        await using var copied = NpgsqlDataSource.Create(copy.ConnectionString);
        await using var original = NpgsqlDataSource.Create(template.ConnectionString);
        await ExecuteAsync(copied, "UPDATE kept SET n = n + 1");

        Assert.Equal(43, await ExecuteAsync(copied, "SELECT n FROM kept"));
        Assert.Equal(42, await ExecuteAsync(original, "SELECT n FROM kept"));
    }

    [Fact]
    public async Task DisposeAsync_WhileSomebodyIsConnected_DropsTheDatabase()
    {
        var server = await SharedServers.PostgresAsync(Token);
        var database = await server.CreateDatabaseAsync(Token);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(Token);

        await database.DisposeAsync();

        await using var maintenance = NpgsqlDataSource.Create(server.ConnectionString);
        Assert.Equal(0L, await ExecuteAsync(maintenance, $"SELECT count(*) FROM pg_database WHERE datname = '{database.Name}'"));
    }

    [Fact]
    public async Task KillAsync_CommittedRow_IsThereAfterwards()
    {
        await using var server = await PostgresServer.StartAsync(durable: true, Token);
        Assert.SkipUnless(server.CanRestart, "The database server is not ours to kill.");
        await using var database = await server.CreateDatabaseAsync(Token);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await ExecuteAsync(source, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)");
        Assert.Equal("on", await ExecuteAsync(source, "SHOW fsync"));

        await server.KillAsync(Token);
        source.Clear();
        await Assert.ThrowsAsync<NpgsqlException>(() => ExecuteAsync(source, "SELECT 1"));
        await server.StartAgainAsync(Token);
        Assert.Equal(42, await ExecuteAsync(source, "SELECT n FROM kept"));

        await server.RestartAsync(Token);
        source.Clear();
        Assert.Equal(42, await ExecuteAsync(source, "SELECT n FROM kept"));
    }

    private static async Task<object?> ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }
}
