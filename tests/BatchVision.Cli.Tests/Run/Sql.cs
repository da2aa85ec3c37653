using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace BatchVision.Cli.Tests.Run;

/// <summary>Prepares databases of the tests, past the program.</summary>
internal static class Sql
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Runs statements on a PostgreSQL database (Host=…) or an SQLite file, which is made where there is none.</summary>
    public static async Task ExecuteAsync(string database, string sql)
    {
        await using DbConnection connection = database.StartsWith("Host=", StringComparison.Ordinal)
            ? new NpgsqlConnection(database)
            : new SqliteConnection($"Data Source={database};Pooling=False");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Token);
    }

    public static string One(string database, string sql) => Assert.Single(Bv.Query(database, sql));

    /// <summary>Waits, without guessing a time, for the server to run what the text names.</summary>
    public static async Task UntilAsync(string database, string sql, string answer)
    {
        while (One(database, sql) != answer)
            await Task.Delay(10, Token);
    }
}
