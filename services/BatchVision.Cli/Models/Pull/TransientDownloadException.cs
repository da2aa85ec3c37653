namespace BatchVision.Cli.Models.Pull;

/// <summary>The server or the way to it failed; the same request may succeed later.</summary>
internal sealed class TransientDownloadException(string message, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>How long the server asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
