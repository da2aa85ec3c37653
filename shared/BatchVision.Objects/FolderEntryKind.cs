namespace BatchVision.Objects;

internal enum FolderEntryKind
{
    Object,
    Ignored,
    Unreadable,
}
