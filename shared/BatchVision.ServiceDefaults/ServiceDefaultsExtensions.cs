using System.Globalization;
using BatchVision.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BatchVision.ServiceDefaults;

/// <summary>What every service host is made of before it is made of anything else.</summary>
public static class ServiceDefaultsExtensions
{
    private const string UtcTimestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";

    // Below everything else in the configuration, so that a variable or a file may say otherwise.
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        // Else every probe of a health page writes five lines.
        ["Logging:LogLevel:Microsoft.AspNetCore"] = nameof(LogLevel.Warning),
        // HealthPage says it.
        ["Logging:LogLevel:Microsoft.Extensions.Diagnostics.HealthChecks"] = nameof(LogLevel.None),
    };

    /// <summary>
    /// Secrets from files, logs, telemetry, shutdown times, health checks, and port 8080 where no address is configured.
    /// </summary>
    /// <param name="builder">The host that is being built.</param>
    /// <param name="secretsDirectory">
    /// One file per secret, named like the variable (<c>RabbitMq__Uri</c>); a file wins over a variable. May be absent.
    /// </param>
    /// <returns>The same builder.</returns>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string secretsDirectory = "/run/secrets")
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.Configuration.AddKeyPerFile(secretsDirectory, optional: true);
        builder.AddLogs();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownLadder.Host);
        builder.Services.AddHealthChecks();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddTelemetry();
        builder.AddAddresses();
        return builder;
    }

    /// <summary>
    /// Validates all options, so that every mistake is told at once, and maps <c>/health/live</c> (the process answers: no checks, or a
    /// broker's trouble would restart the services), <c>/health/ready</c> and <c>/health/startup</c> (checks with that tag), 200 or 503; and
    /// <c>/metrics</c>.
    /// </summary>
    /// <param name="app">The host that was built.</param>
    /// <returns>The same host.</returns>
    /// <exception cref="OptionsValidationException">A setting is missing or wrong; the message says how to mend it.</exception>
    /// <exception cref="AggregateException">Several are.</exception>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        // The host validates too, but only after it made its hosted services: the first of them that asks for its options would fail alone.
        app.Services.GetService<IStartupValidator>()?.Validate();
        app.MapHealthPage("/health/live", _ => false);
        app.MapHealthPage("/health/ready", check => check.Tags.Contains(HealthTags.Ready));
        app.MapHealthPage("/health/startup", check => check.Tags.Contains(HealthTags.Startup));
        app.MapMetrics();
        return app;
    }

    private static void AddLogs(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        if (builder.Environment.IsDevelopment())
        {
            builder.Logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = UtcTimestamp;
            });
        }
        else
        {
            builder.Logging.AddJsonConsole(console =>
            {
                console.IncludeScopes = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = UtcTimestamp.TrimEnd();
            });
        }
    }

    private static void MapHealthPage(this WebApplication app, string path, Func<HealthCheckRegistration, bool> predicate) => app
        .MapHealthChecks(path, new HealthCheckOptions
        {
            Predicate = predicate,
            ResponseWriter = HealthPage.WriteAsync,
            // A bus that has lost some of its endpoints is "degraded": it cannot do its work.
            ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable },
        })
        .AllowAnonymous()
        .DisableHttpMetrics();

    /// <summary>Port 8080 where nothing else is said; and the port of the metrics where they have their own.</summary>
    private static void AddAddresses(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        var hasPorts = configuration["http_ports"] is { Length: > 0 } || configuration["https_ports"] is { Length: > 0 };
        var urls = configuration["urls"] is { Length: > 0 } given ? given
            : hasPorts || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any() ? null
            : "http://+:8080";
        if (!int.TryParse(configuration[$"{TelemetryOptions.Section}:{nameof(TelemetryOptions.MetricsPort)}"], CultureInfo.InvariantCulture, out var metricsPort))
        {
            builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, urls);
        }
        else if (urls is not null)
        {
            builder.WebHost.UseUrls(urls, $"http://+:{metricsPort}");
        }
        else
        {
            builder.WebHost.UseSetting(WebHostDefaults.HttpPortsKey, $"{configuration["http_ports"]};{metricsPort}");
        }
    }
}
