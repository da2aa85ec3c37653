using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace BatchVision.Storage.Queries;

/// <summary>A statement on SQLite that only reads: the file is open read-only, and <see cref="SqliteReadOnly"/> refuses everything else.</summary>
internal sealed class SqliteRows : QueryRows
{
    // Between two looks at the token; some tenths of a millisecond.
    private const int StepsBetweenLooks = 10_000;

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly SqliteReadOnly _guard = new();
    private SqliteCommand? _command;
    private SqliteDataReader? _reader;
    private CancellationToken _cancellation;
    private QueryColumn[] _columns = [];
    private bool[] _isBoolean = [];

    private SqliteRows(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
    }

    public override IReadOnlyList<QueryColumn> Columns => _columns;

    private sqlite3 Database => _connection.Handle!;

    public override QueryValue this[int column]
    {
        get
        {
            var statement = _reader!.Handle!;
            return raw.sqlite3_column_type(statement, column) switch
            {
                raw.SQLITE_INTEGER when raw.sqlite3_column_int64(statement, column) is var number => _isBoolean[column] && number is 0 or 1
                    ? QueryValue.Of(number == 1)
                    : QueryValue.Of(number),
                raw.SQLITE_FLOAT => QueryValue.Of(raw.sqlite3_column_double(statement, column)),
                raw.SQLITE_TEXT => QueryValue.OfText(QueryType.Text, Text(statement, column)),
                raw.SQLITE_BLOB => QueryValue.Of(raw.sqlite3_column_blob(statement, column).ToArray()),
                _ => default,
            };
        }
    }

    public static async Task<SqliteRows> OpenAsync(string path, string sql, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new StorageException($"There is no database '{path}'; choose another path.");
        }

        var rows = new SqliteRows(path, Connect(path));
        try
        {
            rows.Open(sql, cancellationToken);
            return rows;
        }
        catch (Exception e)
        {
            var explained = rows.Explain(e, cancellationToken);
            await rows.DisposeAsync();
            if (explained is not null)
            {
                throw explained;
            }

            throw;
        }
    }

    public override ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        _cancellation = cancellationToken;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(_reader!.Read());
        }
        catch (SqliteException e) when (Explain(e, cancellationToken) is { } explained)
        {
            throw explained;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_reader is not null)
        {
            await _reader.DisposeAsync();
        }

        if (_command is not null)
        {
            await _command.DisposeAsync();
        }

        await _connection.DisposeAsync();
    }

    private static SqliteConnection Connect(string path)
    {
        try
        {
            try
            {
                return ConnectTo(path);
            }
            catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY && IsWhole(path))
            {
                // A file with a log, in a folder where its index cannot be made: a read-only disk, say. Nobody else can write there either,
                // and there is nothing in the log, so the file is taken as it is.
                return ConnectTo($"file:{Uri.EscapeDataString(Path.GetFullPath(path)).Replace("%2F", "/", StringComparison.Ordinal)}?immutable=1");
            }
        }
        catch (SqliteException e)
        {
            throw SqliteFailure.Explain(e, path);
        }
    }

    private static SqliteConnection ConnectTo(string source)
    {
        var address = new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        var connection = new SqliteConnection(address.ConnectionString);
        try
        {
            connection.Open();
            using var settings = connection.CreateCommand();
            settings.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON; PRAGMA cache_size = -4096";
            settings.ExecuteNonQuery();
            // Reading the schema is what opens the file.
            settings.CommandText = "SELECT count(*) FROM sqlite_master";
            settings.ExecuteScalar();
            SqliteDialect.AddFunctions(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static bool IsWhole(string path) => new FileInfo(path + "-wal") is not { Exists: true, Length: > 0 };

    private void Open(string sql, CancellationToken cancellationToken)
    {
        _cancellation = cancellationToken;
        cancellationToken.ThrowIfCancellationRequested();
        _guard.Guard(Database);
        raw.sqlite3_progress_handler(Database, StepsBetweenLooks, _ => _cancellation.IsCancellationRequested ? 1 : 0, null);
        CheckSingle(sql);
        _command = _connection.CreateCommand();
#pragma warning disable CA2100 // The user's own query, on a connection that cannot write.
        _command.CommandText = sql;
#pragma warning restore CA2100
        _reader = _command.ExecuteReader();
        _columns = [.. Enumerable.Range(0, _reader.FieldCount).Select(Column)];
        _isBoolean = [.. _columns.Select(column => column.Type == QueryType.Boolean)];
    }

    /// <summary>One statement, that reads, and gives rows; checked before the provider would run several.</summary>
    private void CheckSingle(string sql)
    {
        using var statement = Prepare(sql, out var rest) ?? throw new QueryException("There is no statement to run.");
        if (raw.sqlite3_column_count(statement) == 0)
        {
            throw new QueryException("The statement returns no rows; only a query that reads is run here, such as SELECT.");
        }

        if (raw.sqlite3_stmt_readonly(statement) == 0)
        {
            throw new QueryException("The statement writes; only a query that reads is run here.");
        }

        if (string.IsNullOrWhiteSpace(rest))
        {
            return;
        }

        // What follows may be a comment. A second statement is refused whether it is right or wrong.
        using var second = PrepareQuietly(rest, out var isWrong);
        if (second is not null || isWrong)
        {
            throw new QueryException("Only one statement can be run at a time.");
        }
    }

    private sqlite3_stmt? Prepare(string sql, out string rest)
    {
        var result = raw.sqlite3_prepare_v2(Database, sql, out var statement, out rest);
        SqliteException.ThrowExceptionForRC(result, Database);
        return Empty(statement);
    }

    private sqlite3_stmt? PrepareQuietly(string sql, out bool isWrong)
    {
        isWrong = raw.sqlite3_prepare_v2(Database, sql, out var statement, out _) != raw.SQLITE_OK;
        return Empty(statement);
    }

    private static sqlite3_stmt? Empty(sqlite3_stmt? statement) => statement is { IsInvalid: false } ? statement : null;

    private QueryColumn Column(int i)
    {
        var declared = raw.sqlite3_column_decltype(_reader!.Handle!, i).utf8_to_string();
        var isBoolean = declared?.Contains("BOOL", StringComparison.OrdinalIgnoreCase) ?? false;
        return new QueryColumn(_reader.GetName(i), isBoolean ? QueryType.Boolean : QueryType.None) { DeclaredType = declared };
    }

    private static string Text(sqlite3_stmt statement, int column)
    {
        // Asked for as text first, which makes it UTF-8; then by its length, because it may hold zeros.
        raw.sqlite3_column_text(statement, column);
        return Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column));
    }

    /// <summary>Null where the exception is to go on as it is.</summary>
    private Exception? Explain(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_INTERRUPT } when cancellationToken.IsCancellationRequested =>
            new OperationCanceledException(exception.Message, exception, cancellationToken),
        SqliteException { SqliteErrorCode: raw.SQLITE_AUTH } =>
            new QueryException($"Only a query that reads is run here: {_guard.Refused} is refused.", exception),
        SqliteException
        {
            SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_IOERR or raw.SQLITE_CORRUPT or raw.SQLITE_CANTOPEN or raw.SQLITE_NOTADB,
        } e => SqliteFailure.Explain(e, _path),
        SqliteException e => new QueryException(raw.sqlite3_errmsg(Database).utf8_to_string() ?? e.Message, e),
        _ => null,
    };
}
