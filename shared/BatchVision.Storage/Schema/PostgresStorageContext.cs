using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatchVision.Storage.Schema;

internal sealed class PostgresStorageContext(DbContextOptions<PostgresStorageContext> options) : StorageContext(options)
{
    public static PostgresStorageContext Create(NpgsqlDataSource source) => new(
        new DbContextOptionsBuilder<PostgresStorageContext>()
            .UseNpgsql(source)
            .UseSnakeCaseNamingConvention()
            .Options);

    // Object keys are ordered by their bytes, as S3 lists them and SQLite sorts them; the collation of a database may do otherwise, and
    // change with the operating system under its indexes. Text for people is sorted by who shows it.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<string>().UseCollation("C");
    }
}
