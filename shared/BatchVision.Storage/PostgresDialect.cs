using System.Data.Common;
using BatchVision.Storage.Partitions;
using Npgsql;
using NpgsqlTypes;

namespace BatchVision.Storage;

/// <summary>PostgreSQL: a set of rows is one array a column, joined by <c>unnest</c>.</summary>
internal sealed class PostgresDialect(NpgsqlDataSource source, PostgresFailure failure) : SqlDialect
{
    // "BVPolicy" in ASCII; any number will do that no other program takes.
    private const long ModerationLock = 0x4256506F6C696379;

    // Every statement of a session finds its rows by an index. Left to itself the planner scans what is small, and a prepared statement
    // keeps that plan while the table grows by millions. For the same reason tables are joined in the order in which they are written, as on
    // SQLite: in a new database, or the partition of a new month, the planner knows nothing yet and starts anywhere. Plans without scans need no compiling, and the price that scans have now would
    // start it. Locks are waited for as long as SQLite's; a process that hangs in a transaction must not hold its rows for ever.
    private const string Settings = """
        SET enable_seqscan = off;
        SET join_collapse_limit = 1;
        SET jit = off;
        SET lock_timeout = '5s';
        SET idle_in_transaction_session_timeout = '60s'
        """;

    // Autovacuum analyses a table that grew, within a minute.
    public override string? Analyze => null;

    // As text, because an id of 64 bits with its own type has no counterpart here. From version 13.
    public override string? TransactionId => "SELECT pg_current_xact_id_if_assigned()::text";

    // A server that crashed gives the numbers of transactions that did not reach its log once more; until it has, asking for one is an error.
    public override string? TransactionStatus =>
        "SELECT CASE WHEN @id::xid8 < pg_snapshot_xmax(pg_current_snapshot()) THEN pg_xact_status(@id::xid8) ELSE 'aborted' END";

    public override string? ShareModeration => $"SELECT pg_advisory_xact_lock_shared({ModerationLock})";

    public override string? HoldModeration => $"SELECT pg_advisory_xact_lock({ModerationLock})";

    public override string? IsPartitioned => PartitionSql.IsPartitioned;

    public override string? CreatePartitions => "SELECT create_month_partitions(@today)";

    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var settings = connection.CreateCommand();
            settings.CommandText = Settings;
            await settings.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch (NpgsqlException e) when (failure.Explain(e) is { } explained)
        {
            throw explained;
        }
    }

    public override int Writers => RecognitionWriter.Concurrency;

    public override string View(string name) => "bi." + name;

    public override string ForUpdate(string alias) => $"FOR UPDATE OF {alias}";

    // # is exclusive or; bit_count is there from version 14.
    public override string Distance(string left, string right) => $"bit_count(({left} # {right})::bit(64))";

    public override string From(RowShape shape)
    {
        var arrays = shape.Columns.Select((_, i) => $"@rows_{i}");
        return $"(SELECT * FROM unnest({string.Join(", ", arrays)}) AS u({Names(shape)}))";
    }

    public override void Bind(DbCommand command, RowSet rows)
    {
        for (var column = 0; column < rows.Shape.Columns.Length; column++)
        {
            var name = $"rows_{column}";
            if (!command.Parameters.Contains(name))
            {
                command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Array | TypeOf(rows.Shape.Columns[column].Type)));
            }

            command.Parameters[name].Value = Column(rows, column);
        }
    }

    public override async Task InsertAsync(Session session, string table, RowSet rows, CancellationToken cancellationToken)
    {
        await using var copy = await ((NpgsqlConnection)session.Connection).BeginRawBinaryCopyAsync(
            $"COPY {table} ({Names(rows.Shape)}) FROM STDIN (FORMAT binary)", cancellationToken);
        await BinaryCopy.WriteAsync(rows, copy, cancellationToken);
    }

    public override object Value(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => time.ToUniversalTime(),
        _ => value,
    };

    public override bool IsTransient(DbException exception) => PostgresFailure.IsTransient(exception);

    // Class 23: integrity constraint violation.
    public override bool IsConstraint(DbException exception) =>
        exception is PostgresException e && e.SqlState.StartsWith("23", StringComparison.Ordinal);

    public override StorageException? Explain(DbException exception) => failure.Explain(exception);

    private static NpgsqlDbType TypeOf(ColumnType type) => type switch
    {
        ColumnType.Text => NpgsqlDbType.Text,
        ColumnType.Integer => NpgsqlDbType.Bigint,
        ColumnType.Integer32 => NpgsqlDbType.Integer,
        ColumnType.Real => NpgsqlDbType.Real,
        ColumnType.Double => NpgsqlDbType.Double,
        ColumnType.Timestamp => NpgsqlDbType.TimestampTz,
        ColumnType.Date => NpgsqlDbType.Date,
        ColumnType.Guid => NpgsqlDbType.Uuid,
        _ => throw new NotSupportedException($"A column of type {type}."),
    };

    private static Array Column(RowSet rows, int column) => rows.Shape.Columns[column].Type switch
    {
        ColumnType.Text => Fill<string?>(rows, column, cell => cell.Text),
        ColumnType.Integer => Fill<long?>(rows, column, cell => cell.Integer),
        ColumnType.Integer32 => Fill<int?>(rows, column, cell => (int)cell.Integer),
        ColumnType.Real => Fill<float?>(rows, column, cell => cell.Real),
        ColumnType.Double => Fill<double?>(rows, column, cell => cell.Double),
        ColumnType.Timestamp => Fill<DateTimeOffset?>(rows, column, cell => cell.Timestamp),
        ColumnType.Date => Fill<DateOnly?>(rows, column, cell => cell.Date),
        ColumnType.Guid => Fill<Guid?>(rows, column, cell => cell.Guid),
        var type => throw new NotSupportedException($"A column of type {type}."),
    };

    private static T?[] Fill<T>(RowSet rows, int column, Func<Cell, T> convert)
    {
        var values = new T?[rows.Count];
        for (var row = 0; row < values.Length; row++)
        {
            var cell = rows[row, column];
            values[row] = cell.IsNull ? default : convert(cell);
        }

        return values;
    }
}
