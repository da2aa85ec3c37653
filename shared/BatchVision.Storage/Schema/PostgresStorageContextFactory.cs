using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace BatchVision.Storage.Schema;

/// <summary>For <c>dotnet ef migrations add NAME --context PostgresStorageContext --output-dir Migrations/Postgres</c>; needs no server.</summary>
internal sealed class PostgresStorageContextFactory : IDesignTimeDbContextFactory<PostgresStorageContext>
{
    public PostgresStorageContext CreateDbContext(string[] args) => PostgresStorageContext.Create(NpgsqlDataSource.Create("Host=localhost"));
}
