using BatchVision.Storage;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BatchVision.ServiceDefaults;

/// <summary>Ready when the database answers and has the schema of this version.</summary>
internal sealed class DatabaseCheck(Database database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await database.CheckAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (StorageException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }
}
