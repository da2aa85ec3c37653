using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace BatchVision.Storage.Schema;

internal sealed class SqliteStorageContext(DbContextOptions<SqliteStorageContext> options) : StorageContext(options)
{
    public static SqliteStorageContext Create(string connectionString) => new(
        new DbContextOptionsBuilder<SqliteStorageContext>()
            .UseSqlite(connectionString)
            .UseSnakeCaseNamingConvention()
            .Options);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        // The same text as SqliteDialect binds, for people who read the file with the sqlite3 shell.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<TimestampText>();
        configurationBuilder.Properties<Guid>().HaveConversion<GuidText>();
    }

    // SQLite keeps no comments; as text in its CREATE statements they would make every change of one rebuild a table.
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var table in modelBuilder.Model.GetEntityTypes())
        {
            table.SetComment(null);
            foreach (var column in table.GetProperties())
            {
                column.SetComment(null);
            }
        }
    }

    private sealed class TimestampText() : ValueConverter<DateTimeOffset, string>(
        time => SqliteDialect.Text(time),
        text => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture));

    private sealed class GuidText() : ValueConverter<Guid, string>(
        id => id.ToString("D"),
        text => Guid.Parse(text));
}
