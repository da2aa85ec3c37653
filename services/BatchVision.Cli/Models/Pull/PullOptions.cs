namespace BatchVision.Cli.Models.Pull;

/// <summary>What <c>bv models pull</c> was asked for.</summary>
internal sealed record PullOptions(
    string Name,
    string ModelsDirectory,
    string Catalogue,
    string? From = null,
    string? Sha256 = null,
    bool TrustFirst = false,
    bool AcceptLicense = false,
    bool Force = false,
    bool Json = false)
{
    /// <summary>Whether --from names a file, and not an address.</summary>
    public static bool IsPath(string from) => !from.Contains("://", StringComparison.Ordinal);
}
