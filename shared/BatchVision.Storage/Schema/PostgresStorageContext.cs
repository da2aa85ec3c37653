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

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Prediction>(prediction =>
        {
            // With the image beside them, "how many images" is answered from the index.
            prediction.HasIndex(p => new { p.LabelId, p.Score }).IncludeProperties(p => p.ImageId);
            // Rows come in by day, so a few pages for each day say where it is.
            prediction.HasIndex(p => p.IngestedOn).HasMethod("brin").HasStorageParameter("autosummarize", true).HasDatabaseName("ix_prediction_ingested_on");
        });
        modelBuilder.Entity<Image>().HasIndex(i => i.IngestedOn).HasMethod("brin").HasStorageParameter("autosummarize", true).HasDatabaseName("ix_image_ingested_on");
    }
}
