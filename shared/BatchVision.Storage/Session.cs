using System.Data;
using System.Data.Common;

namespace BatchVision.Storage;

/// <summary>
/// One connection, opened on first use, with its prepared commands; used by one caller at a time. Statements are prepared and kept,
/// since planning a statement costs more than running it on a small batch. A connection that broke is dropped with them and
/// opened again by the next use.
/// </summary>
internal sealed class Session(SqlDialect dialect, TimeProvider timeProvider) : IAsyncDisposable
{
    private const int MaxAttempts = 6;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, DbCommand> _commands = [];
    private DbConnection? _connection;
    private DbTransaction? _transaction;

    public SqlDialect Dialect => dialect;

    /// <summary>Counts the tries of writes that did not commit: what one of them remembered of its rows is void.</summary>
    public int Rollbacks { get; private set; }

    /// <summary>The open connection of the read or write that is running.</summary>
    public DbConnection Connection => _connection!;

    private bool IsBroken => _connection is { State: not ConnectionState.Open };

    /// <summary>Runs one read; once more when the connection was cut.</summary>
    /// <exception cref="StorageUnavailableException">The database cannot be reached.</exception>
    public async Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await OpenAsync(cancellationToken);
            try
            {
                return await read(cancellationToken);
            }
            catch (DbException e) when (IsBroken && dialect.IsTransient(e))
            {
                await OpenAsync(cancellationToken);
                return await read(cancellationToken);
            }
        }
        catch (DbException e) when (dialect.Explain(e) is { } explained)
        {
            throw explained;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Runs one write transaction, again from its start when another writer was in the way or the connection was cut; so
    /// <paramref name="write"/> must keep nothing of a failed try.
    /// </summary>
    /// <exception cref="StorageUnavailableException">No try got through.</exception>
    public async Task<T> WriteAsync<T>(Func<CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var (result, inDoubt) = await RetryAsync(token => TryWriteAsync(write, token), cancellationToken);
                if (inDoubt is null || await RetryAsync(token => WasCommittedAsync(inDoubt, token), cancellationToken))
                {
                    return result;
                }
            }
        }
        catch (DbException e) when (dialect.Explain(e) is { } explained)
        {
            throw explained;
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Command(sql, parameters).ExecuteNonQueryAsync(cancellationToken);

    public async Task<int> ExecuteAsync(string sql, RowSet rows, CancellationToken cancellationToken, params (string Name, object? Value)[] parameters) =>
        rows.Count == 0 ? 0 : await Command(sql, parameters, rows).ExecuteNonQueryAsync(cancellationToken);

    /// <summary>Adds rows whose keys nobody else can have, in the fastest way there is: see <see cref="SqlDialect.InsertAsync"/>.</summary>
    public Task InsertAsync(string table, RowSet rows, CancellationToken cancellationToken) =>
        rows.Count == 0 ? Task.CompletedTask : dialect.InsertAsync(this, table, rows, cancellationToken);

    public Task<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> map, CancellationToken cancellationToken, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        QueryAsync(Command(sql, parameters), map, cancellationToken);

    public Task<List<T>> QueryAsync<T>(
        string sql, RowSet rows, Func<DbDataReader, T> map, CancellationToken cancellationToken, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        QueryAsync(Command(sql, parameters, rows), map, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _turn.Dispose();
    }

    /// <summary>The result, and the id of the transaction when the connection was cut between its commit and the answer.</summary>
    private async Task<(T Result, string? InDoubt)> TryWriteAsync<T>(
        Func<CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        T? result = default;
        string? id = null;
        var committed = false;
        try
        {
            // SQLite takes its write lock here (BEGIN IMMEDIATE), so no later statement can lose a race for it.
            await using var transaction = await _connection!.BeginTransactionAsync(cancellationToken);
            _transaction = transaction;
            result = await write(cancellationToken);
            id = await TransactionIdAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            committed = true;
            return (result, null);
        }
        catch (DbException e) when (id is not null && IsBroken && dialect.IsTransient(e))
        {
            return (result!, id);
        }
        finally
        {
            _transaction = null;
            Rollbacks += committed ? 0 : 1;
        }
    }

    private async Task<string?> TransactionIdAsync(CancellationToken cancellationToken) => dialect.TransactionId is { } sql
        ? (await QueryAsync(sql, r => r.IsDBNull(0) ? null : r.GetString(0), cancellationToken))[0]
        : null;

    /// <summary>
    /// Asks the server, on a new connection. To write again without asking would be wrong: the second try would find its own
    /// rows and take them for somebody else's.
    /// </summary>
    private async Task<bool> WasCommittedAsync(string id, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken);
        return await QueryAsync(dialect.TransactionStatus!, r => r.GetString(0), cancellationToken, ("@id", id)) switch
        {
            ["committed"] => true,
            ["aborted"] => false,
            // The server has not noticed yet that its client is gone.
            _ => throw new StorageUnavailableException(
                "The connection was cut during a commit, and whether it was made could not be found out; look before you try again."),
        };
    }

    private async Task<T> RetryAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var attempts = 1; ; attempts++)
        {
            try
            {
                return await attempt(cancellationToken);
            }
            catch (Exception e) when (attempts < MaxAttempts && IsTransient(e))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25 << attempts), timeProvider, cancellationToken);
            }
        }
    }

    private bool IsTransient(Exception e) => e is StorageUnavailableException || (e is DbException database && dialect.IsTransient(database));

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (IsBroken)
        {
            await CloseAsync();
        }

        _connection ??= await dialect.ConnectAsync(cancellationToken);
    }

    private async Task CloseAsync()
    {
        foreach (var command in _commands.Values)
        {
            await command.DisposeAsync();
        }

        _commands.Clear();
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
            _connection = null;
        }
    }

    private static async Task<List<T>> QueryAsync<T>(DbCommand command, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var result = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            result.Add(map(reader));
        }

        return result;
    }

    private DbCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> parameters, RowSet? rows = null)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection!.CreateCommand();
#pragma warning disable CA2100 // The text is ours: constants and column names; every value travels as a parameter.
            command.CommandText = sql;
#pragma warning restore CA2100
            _commands.Add(sql, command);
        }

        foreach (var (name, value) in parameters)
        {
            if (!command.Parameters.Contains(name))
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = name;
                command.Parameters.Add(parameter);
            }

            command.Parameters[name].Value = dialect.Value(value);
        }

        if (rows is not null)
        {
            dialect.Bind(command, rows);
        }

        command.Transaction = _transaction;
        return command;
    }
}
