namespace BatchVision.Cli.Models.Pull;

/// <summary>
/// What <c>bv models pull</c> did, as <c>--json</c> prints it. PinnedNow: no checksum was known, and this one was taken on trust. Check: what the
/// check of the model said, null where nothing was installed.
/// </summary>
internal sealed record PullResult(
    string Name, string Status, string Path, string Sha256, bool PinnedNow, string License, string Source, long DownloadedBytes, string? Check)
{
    public const string Installed = "installed";
    public const string AlreadyInstalled = "already_installed";
}
