using BatchVision.Contracts;

namespace BatchVision.Objects;

/// <summary>A stretch of a listing, in the order of the source.</summary>
/// <param name="Root">Where the objects are: an address for <see cref="ObjectStores.OpenStore"/>. The same on every page of a source.</param>
/// <param name="Objects">The objects that may be images.</param>
/// <param name="Ignored">Entries of the same stretch that are no images by their name, or could not be entered.</param>
/// <param name="Checkpoint">Where the stretch ends, for <see cref="IObjectSource.ListAsync"/> to go on; only the source knows how to read it.</param>
/// <param name="UnreadableFolders">Folders of the stretch that may not be read; they count among the ignored.</param>
public sealed record ObjectPage(
    string Root,
    IReadOnlyList<ImageRef> Objects,
    int Ignored,
    string Checkpoint,
    IReadOnlyList<string> UnreadableFolders);
