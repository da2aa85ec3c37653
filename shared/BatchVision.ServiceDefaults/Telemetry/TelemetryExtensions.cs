using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BatchVision.ServiceDefaults.Telemetry;

/// <summary>
/// Metrics by pull, at <c>/metrics</c>: a scrape that fails tells of a dead process, and nothing stands between. Spans and logs by OTLP, each where its
/// variable points: <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, or <c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c> and so on for one signal, metrics too. A signal
/// without an address is not exported. <c>OTEL_SDK_DISABLED=true</c> turns all of it off.
/// </summary>
internal static class TelemetryExtensions
{
    private const string MetricsPath = "/metrics";

    // One page in a hundred is a thousand images in a hundred thousand: enough to see where time goes, too few to be felt.
    private const double DefaultSampleRatio = 0.01;

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        if (IsOff(builder.Configuration))
        {
            return;
        }

        var configuration = builder.Configuration;
        builder.AddOptions<TelemetryOptions>(TelemetryOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryVariables>();
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(
                configuration["OTEL_SERVICE_NAME"] ?? builder.Environment.ApplicationName.ToLowerInvariant().Replace('.', '-'),
                serviceInstanceId: Environment.MachineName))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter("BatchVision.*", "System.Runtime", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
                    .AddPrometheusExporter(exporter => exporter.ScopeInfoEnabled = false);
                if (Endpoint(configuration, "METRICS") is { } endpoint)
                {
                    metrics.AddOtlpExporter(endpoint);
                }
            });
        if (Endpoint(configuration, "TRACES") is { } traces)
        {
            telemetry.WithTracing(tracing => tracing
                .SetSampler(new TraceSampler(SampleRatio(configuration)))
                .AddSource("BatchVision.*", "MassTransit")
                .AddNpgsql()
                .AddAspNetCoreInstrumentation(requests => requests.Filter = context =>
                    !context.Request.Path.StartsWithSegments("/health") && context.Request.Path != MetricsPath)
                .AddProcessor(new ErrorProcessor())
                .AddOtlpExporter(traces));
        }

        if (Endpoint(configuration, "LOGS") is { } logs)
        {
            builder.Logging.AddOpenTelemetry(logging =>
            {
                logging.IncludeFormattedMessage = true;
                logging.AddOtlpExporter(logs);
            });
        }
    }

    /// <summary>The page that Prometheus reads; without a password, like the health pages.</summary>
    public static void MapMetrics(this WebApplication app)
    {
        if (IsOff(app.Configuration))
        {
            return;
        }

        var port = app.Services.GetRequiredService<TelemetryOptions>().MetricsPort;
        app.UseOpenTelemetryPrometheusScrapingEndpoint(context =>
            context.Request.Path == MetricsPath && (port is null || context.Connection.LocalPort == port));
    }

    private static bool IsOff(IConfiguration configuration) => configuration.GetValue("OTEL_SDK_DISABLED", false);

    private static double SampleRatio(IConfiguration configuration) =>
        TelemetryVariables.Ratio(configuration) ?? DefaultSampleRatio;

    /// <summary>What sets an exporter's address; null when the signal has none. The variable of one signal holds a whole address, that of all is completed.</summary>
    private static Action<OtlpExporterOptions>? Endpoint(IConfiguration configuration, string signal)
    {
        if (TelemetryVariables.Address(configuration, $"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") is { } own)
        {
            return options => options.Endpoint = own;
        }

        return TelemetryVariables.Address(configuration, TelemetryVariables.Endpoint) is not null ? _ => { } : null;
    }
}
