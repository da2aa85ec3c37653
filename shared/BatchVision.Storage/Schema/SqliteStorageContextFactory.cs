using Microsoft.EntityFrameworkCore.Design;

namespace BatchVision.Storage.Schema;

/// <summary>For <c>dotnet ef migrations add NAME --context SqliteStorageContext --output-dir Migrations/Sqlite</c>.</summary>
internal sealed class SqliteStorageContextFactory : IDesignTimeDbContextFactory<SqliteStorageContext>
{
    public SqliteStorageContext CreateDbContext(string[] args) => SqliteStorageContext.Create("Data Source=:memory:");
}
