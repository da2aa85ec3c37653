using System.Data.Common;

namespace BatchVision.Storage;

/// <summary>
/// One connection, opened on first use, with its prepared commands; used by one caller at a time. Statements are prepared on first use and kept,
/// since planning a statement costs more than running it on a small batch.
/// </summary>
internal sealed class Session(SqlDialect dialect, TimeProvider timeProvider) : IAsyncDisposable
{
    private const int MaxAttempts = 6;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, DbCommand> _commands = [];
    private DbConnection? _connection;
    private DbTransaction? _transaction;

    public SqlDialect Dialect => dialect;

    /// <summary>Runs one read.</summary>
    public async Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _connection ??= await dialect.ConnectAsync(cancellationToken);
            return await read(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Runs one write transaction, again from its start when another writer was in the way; so <paramref name="write"/>
    /// must keep nothing of a failed try.
    /// </summary>
    public async Task<T> WriteAsync<T>(Func<CancellationToken, Task<T>> write, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _connection ??= await dialect.ConnectAsync(cancellationToken);
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    // SQLite takes its write lock here (BEGIN IMMEDIATE), so no later statement can lose a race for it.
                    await using var transaction = await _connection.BeginTransactionAsync(cancellationToken);
                    _transaction = transaction;
                    var result = await write(cancellationToken);
                    await transaction.CommitAsync(cancellationToken);
                    return result;
                }
                catch (DbException e) when (attempt < MaxAttempts && dialect.IsTransient(e))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(25 << attempt), timeProvider, cancellationToken);
                }
                finally
                {
                    _transaction = null;
                }
            }
        }
        catch (DbException e) when (dialect.IsTransient(e))
        {
            throw new StorageException("Another process holds the database; wait for it to finish or stop it, then try again.", e);
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

    public Task<List<T>> QueryAsync<T>(
        string sql, Func<DbDataReader, T> map, CancellationToken cancellationToken, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        QueryAsync(Command(sql, parameters), map, cancellationToken);

    public Task<List<T>> QueryAsync<T>(
        string sql, RowSet rows, Func<DbDataReader, T> map, CancellationToken cancellationToken, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        QueryAsync(Command(sql, parameters, rows), map, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _commands.Values)
        {
            await command.DisposeAsync();
        }

        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        _turn.Dispose();
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
