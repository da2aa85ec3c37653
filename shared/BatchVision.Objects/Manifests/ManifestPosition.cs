using System.Globalization;

namespace BatchVision.Objects.Manifests;

/// <summary>A place in a manifest of a certain version, as a checkpoint: <c>part:line:etag</c>.</summary>
internal readonly record struct ManifestPosition(int Part, long Line, string ETag)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Part}:{Line}:{ETag}");

    /// <exception cref="SourceException">The text is no checkpoint of a manifest.</exception>
    public static ManifestPosition Parse(string text) =>
        text.Split(':', 3) is [var part, var line, var etag]
            && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var partNumber)
            && long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var lineNumber)
            ? new ManifestPosition(partNumber, lineNumber, etag)
            : throw new SourceException($"'{text}' is no checkpoint of a manifest.");

    /// <summary>Whether a listing that stopped here has had the entry.</summary>
    public bool Includes(ManifestEntry entry) => entry.Part < Part || (entry.Part == Part && entry.Line <= Line);
}
