using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BatchVision.ServiceDefaults;

/// <summary>Options of a service that uses the database.</summary>
public static class DatabaseExtensions
{
    private const string Missing =
        "ConnectionStrings:Database is missing; set the variable or secret file ConnectionStrings__Database to "
        + "postgres://user:password@host:5432/database or to Host=…;Database=…;Username=…;Password=….";

    /// <summary>Binds <see cref="DatabaseOptions"/>; a service without a connection string does not start.</summary>
    /// <param name="builder">The host that is being built.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddDatabaseOptions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DatabaseOptions>()
            .Configure<IConfiguration>((options, configuration) => options.ConnectionString = configuration.GetConnectionString("Database") ?? "")
            .Validate(options => !string.IsNullOrWhiteSpace(options.ConnectionString), Missing)
            .ValidateOnStart();
        return builder;
    }
}
