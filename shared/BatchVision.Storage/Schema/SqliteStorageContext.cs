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

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // Not on PostgreSQL, which runs a query and locks a row for each check: on prediction that cost more than the rows with their indexes.
        // What they hold holds there too: facts are written by one class, with ids that it has just read or written, in one transaction;
        // nothing deletes models, labels or policies, and who removes images removes their predictions.
        modelBuilder.Entity<Recognition>().HasOne<Model>().WithMany().HasForeignKey(r => r.ModelId).OnDelete(DeleteBehavior.Restrict);
        modelBuilder.Entity<Prediction>().HasOne<Recognition>().WithMany().HasForeignKey(p => new { p.ImageId, p.ModelId, p.IngestedOn });
        modelBuilder.Entity<Prediction>().HasOne<Label>().WithMany().HasForeignKey(p => p.LabelId).OnDelete(DeleteBehavior.Restrict);
        modelBuilder.Entity<Verdict>(verdict =>
        {
            verdict.HasOne<Policy>().WithMany().HasForeignKey(v => v.PolicyId).OnDelete(DeleteBehavior.Restrict);
            verdict.HasOne<PolicyCategory>().WithMany().HasForeignKey(v => v.PolicyCategoryId).OnDelete(DeleteBehavior.Restrict);
            verdict.HasOne<Label>().WithMany().HasForeignKey(v => v.LabelId).OnDelete(DeleteBehavior.Restrict);
            verdict.HasOne<BlocklistEntry>().WithMany().HasForeignKey(v => v.BlocklistId).OnDelete(DeleteBehavior.Restrict);
        });

        // SQLite keeps no comments; as text in its CREATE statements they would make every change of one rebuild a table.
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
