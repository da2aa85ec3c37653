namespace BatchVision.Objects;

/// <summary>An entry of a folder tree as one pass over it sees it.</summary>
internal readonly record struct FolderEntry(string Key, FolderEntryKind Kind);
