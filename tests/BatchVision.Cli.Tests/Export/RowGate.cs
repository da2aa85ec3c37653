using BatchVision.Cli.Tests.Query;
using Npgsql;

namespace BatchVision.Cli.Tests.Export;

/// <summary>A query that stops in its middle until it is let through: rows come from the server, and one of them waits for a lock of the test.</summary>
internal sealed class RowGate : IAsyncDisposable
{
    /// <summary>Rows before the gate, some 300 bytes each as CSV: three parts of an upload, and a bit.</summary>
    public const int Before = 95_000;

    public const int Rows = 150_000;

    private const long Lock = 4711;

    private readonly string _database;
    private readonly NpgsqlConnection _holder;

    private RowGate(string database, NpgsqlConnection holder)
    {
        _database = database;
        _holder = holder;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RowGate> CloseAsync(string database)
    {
        var holder = new NpgsqlConnection(database);
        await holder.OpenAsync(Token);
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({Lock})", holder);
        await command.ExecuteNonQueryAsync(Token);
        return new RowGate(database, holder);
    }

    /// <param name="firstText">What the first row holds; another one changes the first part alone, if it is as long.</param>
    public static string Query(string firstText = "x") =>
        $"SELECT g, CASE WHEN g = 1 THEN '{firstText}' ELSE repeat(md5(g::text), 9) END AS t FROM generate_series(1, {Rows}) g WHERE g <> {Before} OR pg_advisory_lock_shared({Lock}) IS NOT NULL";

    /// <summary>The rows before are on their way, and no others come.</summary>
    public Task UntilReachedAsync() => Sql.UntilAsync(
        _database, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event = 'advisory' AND datname = current_database()", "1");

    public ValueTask OpenAsync() => _holder.DisposeAsync();

    public ValueTask DisposeAsync() => _holder.DisposeAsync();
}
