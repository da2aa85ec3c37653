using System.Text.RegularExpressions;
using Npgsql;

namespace BatchVision.Storage;

/// <summary>Reads the two spellings of a PostgreSQL database: Npgsql's keywords, and the URI of libpq and its tools.</summary>
internal static partial class PostgresAddress
{
    // Before what the caller gives, where the last of two values counts. Statements are few and repeated for ever, so each is prepared
    // on its second use; a peer that vanished without a word is noticed within a minute and not by the next write.
    private const string Defaults =
        "Application Name=BatchVision;Max Auto Prepare=100;Auto Prepare Min Usages=2;Tcp Keepalive=true;Tcp Keepalive Time=30;Tcp Keepalive Interval=10;";

    // What libpq calls otherwise; the rest is the same word, underscores aside.
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.OrdinalIgnoreCase)
    {
        ["connect_timeout"] = "Timeout",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
    };

    public static bool IsPostgres(string database) => IsUri(database) || HostKeyword().IsMatch(database);

    /// <exception cref="StorageException">It cannot be read; the message does not repeat it, since it may hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string database)
    {
        try
        {
            return IsUri(database) ? ParseUri(database) : new NpgsqlConnectionStringBuilder(Defaults + database);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StorageException(
                "The address of the PostgreSQL database cannot be read: give 'Host=…;Database=…;Username=…' or 'postgres://user@host:5432/database'"
                + $"{(e is KeyNotFoundException ? $" ({e.Message})" : "")}.");
        }
    }

    private static bool IsUri(string database) =>
        database.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || database.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    private static NpgsqlConnectionStringBuilder ParseUri(string database)
    {
        var uri = new Uri(database, UriKind.Absolute);
        var builder = new NpgsqlConnectionStringBuilder(Defaults) { Host = uri.Host };
        if (uri.Port > 0)
        {
            builder.Port = uri.Port;
        }

        if (uri.AbsolutePath.Length > 1)
        {
            builder.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        }

        var user = uri.UserInfo.Split(':', 2);
        builder.Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null;
        builder.Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null;
        foreach (var setting in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = setting.Split('=', 2);
            Set(builder, Uri.UnescapeDataString(pair[0]), Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""));
        }

        return builder;
    }

    private static void Set(NpgsqlConnectionStringBuilder builder, string name, string value)
    {
        var keyword = Keywords.GetValueOrDefault(name) ?? name.Replace("_", "", StringComparison.Ordinal);
        if (!builder.ContainsKey(keyword))
        {
            throw new KeyNotFoundException($"it has no setting '{name}'");
        }

        // verify-full, read-write: the names of enumerations have no hyphens.
        builder[keyword] = keyword.Equals("sslmode", StringComparison.OrdinalIgnoreCase) || keyword.StartsWith("target", StringComparison.OrdinalIgnoreCase)
            ? value.Replace("-", "", StringComparison.Ordinal)
            : value;
    }

    [GeneratedRegex(@"(^|;)\s*(host|server)\s*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex HostKeyword();
}
