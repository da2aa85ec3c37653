using System.Data;
using Npgsql;
using Npgsql.Schema;

namespace BatchVision.Storage.Queries;

/// <summary>
/// A statement on PostgreSQL that only reads. Four things see to it: the server takes a single statement, by its extended protocol; a
/// statement that returns no rows, COPY above all, is not run; the transaction is read-only, which a query cannot change; and it is rolled back.
/// </summary>
internal sealed class PostgresRows : QueryRows
{
    // A second run is to read in the same order as the first: no scan that joins another's half-way, no workers whose rows mix.
    private const string StableOrder = "SET LOCAL synchronize_seqscans = off; SET LOCAL max_parallel_workers_per_gather = 0";

    private readonly NpgsqlConnection _connection;
    private readonly PostgresFailure _failure;
    private readonly string _sql;
    private NpgsqlTransaction? _transaction;
    private NpgsqlCommand? _command;
    private NpgsqlDataReader? _reader;
    private PostgresTypes.Read[] _read = [];
    private bool _ended;

    private PostgresRows(NpgsqlConnection connection, PostgresFailure failure, string sql)
    {
        _connection = connection;
        _failure = failure;
        _sql = sql;
    }

    public override IReadOnlyList<QueryColumn> Columns { get; } = new List<QueryColumn>();

    public override QueryValue this[int column]
    {
        get
        {
            try
            {
                return _reader!.IsDBNull(column) ? default : _read[column](_reader, column);
            }
            catch (Exception e) when (e is InvalidCastException or InvalidOperationException or OverflowException)
            {
                throw new QueryException($"A value of column '{Columns[column].Name}' cannot be read: {e.Message} Cast it in the query, to text for example.", e);
            }
        }
    }

    /// <summary>Takes the connection over.</summary>
    public static async Task<PostgresRows> OpenAsync(
        NpgsqlConnection connection, PostgresFailure failure, string sql, bool stableOrder, CancellationToken cancellationToken)
    {
        var rows = new PostgresRows(connection, failure, sql);
        try
        {
            await rows.OpenAsync(stableOrder, cancellationToken);
            return rows;
        }
        catch (Exception e)
        {
            await rows.DisposeAsync();
            if (rows.Explain(e, cancellationToken) is { } explained)
            {
                throw explained;
            }

            throw;
        }
    }

    public override async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            _ended = !await _reader!.ReadAsync(cancellationToken);
            return !_ended;
        }
        catch (Exception e) when (Explain(e, cancellationToken) is { } explained)
        {
            _ended = true;
            throw explained;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_reader is { IsClosed: false } && !_ended)
        {
            // Else the rest of the rows would be fetched before the reader closes.
            _command!.Cancel();
        }

        await QuietlyAsync(_reader);
        await QuietlyAsync(_command);
        await QuietlyAsync(_transaction);
        await QuietlyAsync(_connection);
    }

    private async Task OpenAsync(bool stableOrder, CancellationToken cancellationToken)
    {
        _transaction = await _connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync("SET TRANSACTION READ ONLY", cancellationToken);
        if (stableOrder)
        {
            await ExecuteAsync(StableOrder, cancellationToken);
        }

        var columns = await DescribeAsync(cancellationToken);
        ((List<QueryColumn>)Columns).AddRange(columns.Select(PostgresTypes.Column));
        _read = [.. columns.Select(PostgresTypes.ReadOf)];
        _command = _connection.CreateCommand();
#pragma warning disable CA2100 // The user's own query, on a transaction that cannot write.
        _command.CommandText = _sql;
#pragma warning restore CA2100
        _command.CommandTimeout = 0;
        _command.UnknownResultTypeList = [.. columns.Select(PostgresTypes.IsText)];
        _reader = await _command.ExecuteReaderAsync(cancellationToken);
    }

    /// <summary>Has the server parse the statement, and refuse a second one, without running it.</summary>
    private async Task<IReadOnlyList<NpgsqlDbColumn>> DescribeAsync(CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection, _transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(_sql));
        await using var described = await batch.ExecuteReaderAsync(CommandBehavior.SchemaOnly, cancellationToken);
        return described.FieldCount > 0
            ? [.. (await described.GetColumnSchemaAsync(cancellationToken)).Cast<NpgsqlDbColumn>()]
            : throw new QueryException("The statement returns no rows; only a query that reads is run here, such as SELECT.");
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Null where the exception is to go on as it is.</summary>
    private Exception? Explain(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        // The server says that it cancelled the statement; the rest is a matter of who hears first.
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } when cancellationToken.IsCancellationRequested =>
            new OperationCanceledException(exception.Message, exception, cancellationToken),
        PostgresException { SqlState: PostgresErrorCodes.SyntaxError, MessageText: var text } when text.Contains("multiple commands", StringComparison.Ordinal) =>
            new QueryException("Only one statement can be run at a time.", exception),
        PostgresException e when IsOfServer(e) => _failure.Explain(e),
        PostgresException e => new QueryException(Describe(e), e),
        NpgsqlException e => _failure.Explain(e),
        // An empty text, which Npgsql refuses by itself.
        InvalidOperationException when string.IsNullOrWhiteSpace(_sql) => new QueryException("There is no statement to run.", exception),
        _ => null,
    };

    /// <summary>Whether the server went away or has no room; every other error is about the query.</summary>
    private static bool IsOfServer(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.DiskFull;

    private string Describe(PostgresException e)
    {
        var message = e.MessageText;
        if (e.Position > 0 && e.Position <= _sql.Length)
        {
            var before = _sql.AsSpan(0, e.Position - 1);
            message += $" (line {before.Count('\n') + 1}, column {before.Length - before.LastIndexOf('\n')})";
        }

        return e.Hint is { Length: > 0 } hint ? $"{message}. {hint}" : message;
    }

    /// <summary>What was cancelled, or broke, has nothing to say when it closes.</summary>
    private static async Task QuietlyAsync(IAsyncDisposable? part)
    {
        try
        {
            if (part is not null)
            {
                await part.DisposeAsync();
            }
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
        {
        }
    }
}
