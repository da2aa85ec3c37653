using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace BatchVision.ServiceDefaults.Telemetry;

/// <summary>Reads OpenTelemetry's variables. The SDK passes over what it cannot read without a word; here it is a start-up error.</summary>
internal sealed class TelemetryVariables(IConfiguration configuration) : IValidateOptions<TelemetryOptions>
{
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private const string SampleRatio = "OTEL_TRACES_SAMPLER_ARG";

    private static readonly string[] Endpoints =
        [Endpoint, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT"];

    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        var failures = Endpoints
            .Where(variable => configuration[variable] is { Length: > 0 } && Address(configuration, variable) is null)
            .Select(variable => $"{variable} is '{configuration[variable]}'; give an address such as http://collector:4317.")
            .ToList();
        if (configuration[SampleRatio] is { Length: > 0 } text && Ratio(configuration) is null)
        {
            failures.Add($"{SampleRatio} is '{text}'; give the share of traces to keep, from 0 to 1.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>Share of traces to keep; null when it is not given or not to be read.</summary>
    public static double? Ratio(IConfiguration configuration) =>
        double.TryParse(configuration[SampleRatio], NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1 ? ratio : null;

    /// <summary>An address; null when it is not given or not to be read.</summary>
    public static Uri? Address(IConfiguration configuration, string variable) =>
        Uri.TryCreate(configuration[variable], UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : null;
}
