using Npgsql;

namespace BatchVision.TestServers.Tests;

public sealed class PostgresServerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KillAsync_CommittedRow_IsThereAfterwards()
    {
        await using var server = await PostgresServer.StartAsync(durable: true, Token);
        Assert.SkipUnless(server.CanRestart, "The database server is not ours to kill.");
        await using var database = await server.CreateDatabaseAsync(Token);
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await ExecuteAsync(source, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)");

        await server.KillAsync(Token);
        await server.StartAgainAsync(Token);

        source.Clear();
        Assert.Equal(42, await ExecuteAsync(source, "SELECT n FROM kept"));
    }

    private static async Task<object?> ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Token);
    }
}
