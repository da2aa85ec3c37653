using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>Which answers are final: the one place that says what a later job tries again.</summary>
public static class Settlement
{
    private static readonly ImageStatus[] Curable =
    [
        ImageStatus.NotFound, ImageStatus.Changed, ImageStatus.AccessDenied, ImageStatus.TimedOut, ImageStatus.ModelFailed,
    ];

    /// <summary>The statuses that another try may cure, as an SQL list.</summary>
    internal static string CurableSql { get; } = $"({string.Join(", ", Curable.Select(status => $"'{status}'"))})";

    /// <summary>
    /// True when another try on the same bytes with the same model would end the same way. What is not settled depends
    /// on the world (missing, changed, forbidden, slow) or on the machine that ran the model, and is tried again.
    /// </summary>
    public static bool IsSettled(this ImageStatus status) => !Curable.Contains(status);
}
