using BatchVision.Contracts;

namespace BatchVision.Objects;

/// <summary>A stretch of a listing, in strictly ordinal order of keys.</summary>
/// <param name="Objects">The objects that may be images.</param>
/// <param name="Ignored">Entries of the same stretch that are no images by their name, or could not be entered.</param>
/// <param name="LastKey">Where the stretch ends: listing goes on after it. Null only for an empty listing.</param>
/// <param name="UnreadableFolders">Folders of the stretch that may not be read; they count among the ignored.</param>
public sealed record ObjectPage(
    IReadOnlyList<ImageRef> Objects,
    int Ignored,
    string? LastKey,
    IReadOnlyList<string> UnreadableFolders);
