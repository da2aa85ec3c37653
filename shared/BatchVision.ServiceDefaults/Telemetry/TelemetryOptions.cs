using System.ComponentModel.DataAnnotations;

namespace BatchVision.ServiceDefaults.Telemetry;

/// <summary>Section <c>Telemetry</c>. Where spans and logs go is said by OpenTelemetry's own variables, <c>OTEL_…</c>.</summary>
public sealed record TelemetryOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Telemetry";

    /// <summary>
    /// A port of its own for <c>/metrics</c>, for a service whose other port faces the outside. Null: the port of the health pages.
    /// </summary>
    [Range(1, 65535)]
    public int? MetricsPort { get; init; }
}
