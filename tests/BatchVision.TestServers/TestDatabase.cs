using Npgsql;

namespace BatchVision.TestServers;

/// <summary>One test's database.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _maintenance;

    private TestDatabase(string maintenance, string name)
    {
        // Not from a pool: these connections are rare, and a pool keeps broken ones over a crash of the server.
        _maintenance = new NpgsqlConnectionStringBuilder(maintenance) { Pooling = false }.ConnectionString;
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(maintenance) { Database = name }.ConnectionString;
    }

    public string Name { get; }

    public string ConnectionString { get; }

    public async ValueTask DisposeAsync()
    {
        await using (var pooled = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(pooled);
        }

        try
        {
            await ExecuteAsync($"DROP DATABASE IF EXISTS \"{Name}\" WITH (FORCE)", CancellationToken.None);
        }
        catch (NpgsqlException unreachable) when (unreachable is not PostgresException)
        {
            // The test left its server dead; the server takes its databases with it.
        }
    }

    internal static async Task<TestDatabase> CreateAsync(PostgresServer server, TestDatabase? template, CancellationToken cancellationToken)
    {
        var database = new TestDatabase(server.ConnectionString, $"test_{Guid.NewGuid():N}");
        var from = template is null ? "" : $" TEMPLATE \"{template.Name}\"";
        await database.ExecuteAsync($"CREATE DATABASE \"{database.Name}\"{from}", cancellationToken);
        return database;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(_maintenance);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
