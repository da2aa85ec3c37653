using BatchVision.Contracts;

namespace BatchVision.Objects;

/// <summary>What a fetch brought: the bytes, or the permanent reason why there are none.</summary>
/// <param name="Bytes">Not null when the status is <see cref="ImageStatus.Recognized"/>; the caller disposes it.</param>
/// <param name="Status"><see cref="ImageStatus.Recognized"/> stands for "nothing wrong so far".</param>
/// <param name="Reason">One sentence for a person; null when there are bytes.</param>
public readonly record struct Fetched(ObjectBytes? Bytes, ImageStatus Status, string? Reason)
{
    /// <summary>The bytes arrived.</summary>
    public static Fetched Of(ObjectBytes bytes) => new(bytes, ImageStatus.Recognized, null);

    /// <summary>There are no bytes to be had.</summary>
    public static Fetched Failed(ImageStatus status, string reason) => new(null, status, reason);
}
