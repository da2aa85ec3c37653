using SQLitePCL;

namespace BatchVision.Storage.Queries;

/// <summary>
/// What a statement on SQLite may do: read tables, call functions, and ask the pragmas that only tell. The file is open read-only besides, but
/// that alone would let VACUUM INTO write another file.
/// </summary>
internal sealed class SqliteReadOnly
{
    private static readonly HashSet<string> TellingPragmas = new(StringComparer.OrdinalIgnoreCase)
    {
        "application_id", "collation_list", "compile_options", "database_list", "encoding", "foreign_key_list", "freelist_count", "function_list",
        "index_info", "index_list", "index_xinfo", "integrity_check", "journal_mode", "page_count", "page_size", "pragma_list", "quick_check",
        "schema_version", "table_info", "table_list", "table_xinfo", "user_version",
    };

    // Of these an argument is the name of a table or an index, and not a new value.
    private static readonly HashSet<string> WithArgument = new(StringComparer.OrdinalIgnoreCase)
    {
        "foreign_key_list", "index_info", "index_list", "index_xinfo", "integrity_check", "quick_check", "table_info", "table_list", "table_xinfo",
    };

    /// <summary>What was refused last, as a person would call it.</summary>
    public string? Refused { get; private set; }

    public void Guard(sqlite3 database)
    {
        strdelegate_authorizer authorizer = (_, action, first, second, _, _) => Authorize(action, first, second);
        raw.sqlite3_set_authorizer(database, authorizer, null);
    }

    private int Authorize(int action, string? first, string? second)
    {
        var allowed = action switch
        {
            raw.SQLITE_SELECT or raw.SQLITE_READ or raw.SQLITE_RECURSIVE => true,
            raw.SQLITE_FUNCTION => !string.Equals(second, "load_extension", StringComparison.OrdinalIgnoreCase),
            raw.SQLITE_PRAGMA => first is not null && TellingPragmas.Contains(first) && (second is null || WithArgument.Contains(first)),
            _ => false,
        };
        if (allowed)
        {
            return raw.SQLITE_OK;
        }

        Refused ??= action switch
        {
            raw.SQLITE_ATTACH or raw.SQLITE_DETACH => "ATTACH",
            raw.SQLITE_PRAGMA => $"PRAGMA {first}",
            raw.SQLITE_TRANSACTION or raw.SQLITE_SAVEPOINT => "a transaction",
            raw.SQLITE_FUNCTION => second,
            raw.SQLITE_INSERT => "INSERT",
            raw.SQLITE_UPDATE => "UPDATE",
            raw.SQLITE_DELETE => "DELETE",
            _ => "a change",
        };
        return raw.SQLITE_DENY;
    }
}
