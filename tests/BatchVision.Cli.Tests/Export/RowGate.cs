using BatchVision.Cli.Tests.Run;
using Npgsql;

namespace BatchVision.Cli.Tests.Export;

/// <summary>A query that stops in its middle until it is let through: rows come from the server, and one of them waits for a lock of the test.</summary>
internal sealed class RowGate : IAsyncDisposable
{
    /// <summary>Rows before the gate, some 300 bytes each as CSV: three parts of an upload, and a bit.</summary>
    public const int Before = 95_000;

    public const int Rows = 150_000;

    private const long Lock = 4711;

    private const string Waiting =
        "FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND wait_event = 'advisory' AND datname = current_database()";

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
        // Not of a pool, which would keep the lock with the connection.
        var holder = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false }.ConnectionString);
        await holder.OpenAsync(Token);
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_lock({Lock})", holder);
        await command.ExecuteNonQueryAsync(Token);
        return new RowGate(database, holder);
    }

    /// <param name="firstText">What the first row holds; another one changes the first part alone, if it is as long.</param>
    public static string Query(string firstText = "x") =>
        $"SELECT g, CASE WHEN g = 1 THEN '{firstText}' ELSE repeat(md5(g::text), 9) END AS t FROM generate_series(1, {Rows}) g WHERE g <> {Before} OR pg_advisory_lock_shared({Lock}) IS NOT NULL";

    /// <summary>The rows before are on their way, and no others come.</summary>
    public Task UntilReachedAsync() => Sql.UntilAsync(_database, $"SELECT count(*) {Waiting}", "1");

    /// <summary>Ends what waits: the server does not notice at its gate that a client was killed.</summary>
    public async Task EndWaitingAsync()
    {
        await Sql.ExecuteAsync(_database, $"SELECT pg_terminate_backend(pid) {Waiting}");
        await Sql.UntilAsync(_database, $"SELECT count(*) {Waiting}", "0");
    }

    public ValueTask OpenAsync() => _holder.DisposeAsync();

    public ValueTask DisposeAsync() => _holder.DisposeAsync();
}
