using System.CommandLine;

namespace BatchVision.Cli.Db;

/// <summary>The option <c>--db</c>, the same for every command.</summary>
internal static class DatabaseOption
{
    private const string File = "batchvision.db";

    // The second name is the one the services read their database from.
    private static readonly string[] Variables = ["BATCHVISION_DB", "ConnectionStrings__Database"];

    public static Option<string?> Create() => new("--db")
    {
        Description = $"Database: the path of an SQLite file, or postgres://user@host:port/name. Default: $BATCHVISION_DB, $ConnectionStrings__Database, else {File}.",
        HelpName = "db",
    };

    // Not as the option's default value, which the help would print with its password.
    public static string Resolve(string? database) =>
        database ?? Variables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(value => !string.IsNullOrEmpty(value)) ?? File;
}
