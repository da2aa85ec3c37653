using System.Buffers;
using System.Data.Common;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace BatchVision.Storage;

/// <summary>SQLite: a set of rows is one JSON array of arrays, read back by <c>json_each</c>.</summary>
internal sealed class SqliteDialect(string path) : SqlDialect
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int Constraint = 19;

    // Per connection, except journal_mode, which the file remembers. NORMAL may lose the last commits on a power cut,
    // never on a killed process, and never corrupts; the chunks of lost commits are sent again. The page cache is at most
    // 4 MiB (default 2) a connection, and the log 32 MiB before it is folded back (default 4): rows go in by image, but their index
    // entries go anywhere, by label, so the same pages are written again and again.
    private const string Pragmas = """
        PRAGMA busy_timeout = 5000;
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = NORMAL;
        PRAGMA foreign_keys = ON;
        PRAGMA cache_size = -4096;
        PRAGMA wal_autocheckpoint = 8192;
        """;

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Pooling off: connections are few and long-lived, and a pooled one would keep the file open.</summary>
    public string ConnectionString { get; } = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();

    /// <summary>All tables (0x10000), where they grew, on a sample: milliseconds, whatever the size.</summary>
    public override string? Analyze => "PRAGMA optimize = 0x10002";

    public override string? TransactionId => null;

    public override string? TransactionStatus => null;

    // BEGIN IMMEDIATE has locked the whole database.
    public override string? ShareModeration => null;

    public override string? HoldModeration => null;

    public override string? IsPartitioned => null;

    public override string? CreatePartitions => null;

    /// <summary>ISO-8601 UTC, which SQLite's date functions read and which sorts as text.</summary>
    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>ISO-8601, as above.</summary>
    public static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    public override async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            AddFunctions(connection);
            await using var pragmas = connection.CreateCommand();
            pragmas.CommandText = Pragmas;
            await pragmas.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch (SqliteException e)
        {
            await connection.DisposeAsync();
            throw SqliteFailure.Explain(e, path);
        }
    }

    /// <summary>Functions of ours, for statements and for people's queries: SQLite has none that counts bits.</summary>
    public static void AddFunctions(SqliteConnection connection) => connection.CreateFunction<long?, long?, int?>(
        "bit_distance", (left, right) => left is { } a && right is { } b ? BitOperations.PopCount((ulong)(a ^ b)) : null, isDeterministic: true);

    // One write lock.
    public override int Writers => 1;

    public override string View(string name) => "bi_" + name;

    // BEGIN IMMEDIATE has locked the whole database.
    public override string ForUpdate(string alias) => "";

    public override string Distance(string left, string right) => $"bit_distance({left}, {right})";

    public override string From(RowShape shape)
    {
        var columns = shape.Columns.Select((column, i) => $"json_extract(value, '$[{i}]') AS {column.Name}");
        return $"(SELECT {string.Join(", ", columns)} FROM json_each(@rows_json))";
    }

    public override void Bind(DbCommand command, RowSet rows)
    {
        if (!command.Parameters.Contains("@rows_json"))
        {
            command.Parameters.Add(new SqliteParameter("@rows_json", SqliteType.Text));
        }

        command.Parameters["@rows_json"].Value = ToJson(rows);
    }

    public override object Value(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset time => Text(time),
        DateOnly day => Text(day),
        Guid id => id.ToString("D"),
        _ => value,
    };

    public override bool IsTransient(DbException exception) => exception is SqliteException { SqliteErrorCode: Busy or Locked };

    public override bool IsConstraint(DbException exception) => exception is SqliteException { SqliteErrorCode: Constraint };

    public override StorageException? Explain(DbException exception) => exception switch
    {
        SqliteException { SqliteErrorCode: Busy or Locked } => new StorageUnavailableException(
            "Another process holds the database; wait for it to finish or stop it, then try again.", exception),
        SqliteException { SqliteErrorCode: ReadOnly or Corrupt or Full } e => SqliteFailure.Explain(e, path),
        _ => null,
    };

    private static string ToJson(RowSet rows)
    {
        var buffer = new ArrayBufferWriter<byte>(Math.Max(1024, rows.Count * 64));
        using (var writer = new Utf8JsonWriter(buffer, Json))
        {
            writer.WriteStartArray();
            for (var row = 0; row < rows.Count; row++)
            {
                writer.WriteStartArray();
                for (var column = 0; column < rows.Shape.Columns.Length; column++)
                {
                    Write(writer, rows.Shape.Columns[column].Type, rows[row, column]);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, ColumnType type, Cell cell)
    {
        if (cell.IsNull)
        {
            writer.WriteNullValue();
            return;
        }

        switch (type)
        {
            case ColumnType.Text: writer.WriteStringValue(cell.Text); break;
            case ColumnType.Integer or ColumnType.Integer32: writer.WriteNumberValue(cell.Integer); break;
            // The shortest text that reads back as the same float: 0.9, not 0.899999976158142.
            case ColumnType.Real: writer.WriteNumberValue(cell.Real); break;
            case ColumnType.Double: writer.WriteNumberValue(cell.Double); break;
            case ColumnType.Timestamp: writer.WriteStringValue(Text(cell.Timestamp)); break;
            case ColumnType.Date: writer.WriteStringValue(Text(cell.Date)); break;
            case ColumnType.Guid: writer.WriteStringValue(cell.Guid); break;
            default: throw new NotSupportedException($"A column of type {type}.");
        }
    }
}
