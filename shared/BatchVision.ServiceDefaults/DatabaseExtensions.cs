using BatchVision.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BatchVision.ServiceDefaults;

/// <summary>The database of a service.</summary>
public static class DatabaseExtensions
{
    private const string Missing =
        "ConnectionStrings:Database is missing; set the variable or secret file ConnectionStrings__Database to "
        + "postgres://user:password@host:5432/database or to Host=…;Database=…;Username=…;Password=….";

    /// <summary>
    /// Adds the <see cref="Database"/>. A service without a connection string does not start; one whose database is away, or has
    /// another schema, starts and is not ready: services never migrate.
    /// </summary>
    /// <param name="builder">The host that is being built.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddDatabase(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DatabaseOptions>()
            .Configure<IConfiguration>((options, configuration) => options.ConnectionString = configuration.GetConnectionString("Database") ?? "")
            .Validate(options => !string.IsNullOrWhiteSpace(options.ConnectionString), Missing)
            .ValidateOnStart();
        builder.Services.AddSingleton(services => Database.Open(services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString));
        builder.Services.AddHealthChecks().AddCheck<DatabaseCheck>("database", tags: [HealthTags.Ready]);
        return builder;
    }
}
