using System.IO.Enumeration;

namespace BatchVision.Objects;

/// <summary>
/// One pass over a folder tree that keeps the K smallest keys after a given one. The next pass starts after the last of
/// these, so a listing costs about n / K passes and never more memory than K keys, however many files there are and however
/// flat the folder is; sorting the names of each folder instead would hold all names of the largest folder at once.
/// Ignored entries are kept like objects, which is what makes their count exact across passes.
/// Passes get cheaper as they go: a subtree that lies wholly before the start or after the K-th key is not entered.
/// </summary>
internal sealed class FolderPass(string root, string? startAfter, int capacity)
{
    private static readonly Comparer<string> Descending = Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a));

    private static readonly EnumerationOptions Options = new()
    {
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
    };

    // The greatest kept key on top, to be pushed out by a smaller one.
    private readonly PriorityQueue<FolderEntry, string> _kept = new(Descending);

    /// <summary>Whether keys were left for another pass.</summary>
    public bool More { get; private set; }

    /// <summary>The kept entries in ordinal order.</summary>
    public List<FolderEntry> Run(CancellationToken cancellationToken)
    {
        var folders = new Stack<string>();
        folders.Push("");
        while (folders.TryPop(out var prefix))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsOutside(prefix))
            {
                continue;
            }

            try
            {
                Scan(prefix, folders, cancellationToken);
            }
            catch (UnauthorizedAccessException) when (prefix.Length > 0)
            {
                Keep(new FolderEntry(prefix, FolderEntryKind.Unreadable));
            }
            catch (DirectoryNotFoundException) when (prefix.Length > 0)
            {
                // Deleted since its parent was read: nothing in it is listed, as if it had gone a moment earlier.
            }
        }

        var entries = new List<FolderEntry>(_kept.Count);
        while (_kept.TryDequeue(out var entry, out _))
        {
            entries.Add(entry);
        }

        entries.Reverse();
        return entries;
    }

    private void Scan(string prefix, Stack<string> folders, CancellationToken cancellationToken)
    {
        var entries = new FileSystemEnumerable<(string Name, bool IsFolder, bool IsLink)>(
            Path.Combine(root, prefix),
            static (ref FileSystemEntry entry) => (
                entry.FileName.ToString(),
                entry.IsDirectory,
                // Asked of folders only: for a file it would cost a system call that the directory entry saves.
                entry.IsDirectory && (entry.Attributes & FileAttributes.ReparsePoint) != 0),
            Options);
        foreach (var (name, isFolder, isLink) in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = isFolder ? $"{prefix}{name}/" : prefix + name;
            // A linked folder may lead to its own parent; its files are listed where they really are, or not at all.
            if (SidecarNames.Match(name, isFolder) || (isFolder && isLink))
            {
                Keep(new FolderEntry(key, FolderEntryKind.Ignored));
            }
            else if (isFolder)
            {
                folders.Push(key);
            }
            else
            {
                Keep(new FolderEntry(key, FolderEntryKind.Object));
            }
        }
    }

    /// <summary>True when no key under the prefix can be among those this pass keeps.</summary>
    private bool IsOutside(string prefix)
    {
        if (startAfter is not null && string.CompareOrdinal(prefix, startAfter) < 0
            && !startAfter.StartsWith(prefix, StringComparison.Ordinal))
        {
            return true;
        }

        if (_kept.Count < capacity || string.CompareOrdinal(prefix, _kept.Peek().Key) < 0)
        {
            return false;
        }

        More = true;
        return true;
    }

    private void Keep(FolderEntry entry)
    {
        if (startAfter is not null && string.CompareOrdinal(entry.Key, startAfter) <= 0)
        {
            return;
        }

        if (_kept.Count < capacity)
        {
            _kept.Enqueue(entry, entry.Key);
            return;
        }

        More = true;
        if (string.CompareOrdinal(entry.Key, _kept.Peek().Key) < 0)
        {
            _kept.EnqueueDequeue(entry, entry.Key);
        }
    }
}
