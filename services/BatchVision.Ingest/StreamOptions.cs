using System.ComponentModel.DataAnnotations;
using BatchVision.Contracts;

namespace BatchVision.Ingest;

/// <summary>A part of a bucket whose new objects are recognised as they come.</summary>
public sealed record StreamOptions
{
    /// <summary><c>s3://bucket</c> or <c>s3://bucket/prefix</c>.</summary>
    [Required, RegularExpression("^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/.*)?$", ErrorMessage = "Ingest:Streams: Source is no s3://bucket/prefix.")]
    public string Source { get; init; } = "";

    /// <summary>Models to run, separated by commas; empty means all that workers offer.</summary>
    public string Models { get; init; } = "";

    internal string Bucket => Source[5..].Split('/', 2)[0];

    internal string Prefix => Source[5..].Split('/', 2) is [_, var prefix] ? prefix : "";

    internal bool Holds(ObjectEvent e) => e.Bucket == Bucket && e.Key.StartsWith(Prefix, StringComparison.Ordinal);

    internal string[] ModelList => Models.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
