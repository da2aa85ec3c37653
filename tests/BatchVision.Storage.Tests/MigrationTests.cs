using System.Globalization;
using Npgsql;

namespace BatchVision.Storage.Tests;

/// <summary>
/// Databases that earlier versions made, with rows in them, are brought up to date and lose nothing. Releases/ holds dumps of earlier schemas, each
/// made by the version that it is of: <c>sqlite3 FILE .dump</c>, and <c>pg_dump --inserts --no-owner --no-privileges</c> without its comments.
/// </summary>
public sealed class MigrationTests : IAsyncDisposable
{
    // As they were, and as the version that made the dump reads them: each table with the columns that it had.
    private static readonly string[] Tables =
    [
        "api_key", "blocklist", "blocklist_band", "chunk", "image", "job", "job_model", "label", "model", "object_event", "policy", "policy_category",
        "policy_label", "policy_rule", "prediction", "recognition", "schedule", "source", "verdict",
    ];

    private readonly List<TempDatabase> _databases = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Dialect.Sqlite, "moderation")]
    [InlineData(Dialect.Postgres, "moderation")]
    [InlineData(Dialect.Partitioned, "moderation")]
    public async Task Migrate_FromAnEarlierRelease_KeepsEveryRow(Dialect dialect, string release)
    {
        var database = await RestoreAsync(dialect, release);
        var before = new Dictionary<string, List<string>>();
        foreach (var table in Tables)
        {
            before[table] = await database.RowsAsync($"SELECT * FROM {table}");
        }

        var columns = new Dictionary<string, string>();
        foreach (var table in Tables)
        {
            columns[table] = await ColumnsAsync(database, table);
        }

        Assert.NotEmpty(await database.Database.MigrateAsync(Token));
        if (dialect == Dialect.Partitioned)
        {
            Assert.NotEqual(0, await database.Database.PartitionAsync(Token));
        }

        Assert.All(["image", "recognition", "prediction", "verdict", "chunk"], table => Assert.NotEmpty(before[table]));
        foreach (var table in Tables)
        {
            Assert.Equal(before[table].Order(StringComparer.Ordinal), (await database.RowsAsync($"SELECT {columns[table]} FROM {table}")).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData(Dialect.Sqlite)]
    [InlineData(Dialect.Postgres)]
    public async Task Migrate_FromAReleaseWithoutDays_GivesEveryFactTheDayOfItsImage(Dialect dialect)
    {
        var database = await RestoreAsync(dialect, "moderation");
        await database.Database.MigrateAsync(Token);
        var days = await database.RowsAsync("""
            SELECT DISTINCT i.first_seen_at, i.ingested_on, r.ingested_on, p.ingested_on
            FROM image i JOIN recognition r ON r.image_id = i.image_id LEFT JOIN prediction p ON p.image_id = i.image_id
            """);
        Assert.NotEmpty(days);
        Assert.All(days, row =>
        {
            var values = row.Split('|');
            Assert.All(values.Skip(1).Where(value => value.Length > 0), value => Assert.Equal(Day(values[0]), Day(value)));
        });
        Assert.NotEqual(0, await database.CountAsync(database.View("verdicts")));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }
    }

    private static string Day(string text) =>
        DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static async Task<string> ColumnsAsync(TempDatabase database, string table)
    {
        await using var connection = await database.Database.ConnectForQueriesAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table} LIMIT 0";
        await using var reader = await command.ExecuteReaderAsync(Token);
        return string.Join(", ", Enumerable.Range(0, reader.FieldCount).Select(reader.GetName));
    }

    private async Task<TempDatabase> RestoreAsync(Dialect dialect, string release)
    {
        var database = await TempDatabase.CreateEmptyAsync(dialect);
        _databases.Add(database);
        var kind = dialect == Dialect.Sqlite ? "sqlite" : "postgres";
        var dump = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Releases", $"{release}.{kind}.sql"), Token);
        // The dump changes settings of its connection, which must not come back from a pool.
        await using var connection = dialect == Dialect.Sqlite
            ? database.Connect()
            : new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.Address) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = dump;
        await command.ExecuteNonQueryAsync(Token);
        return database;
    }
}
