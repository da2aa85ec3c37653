using System.Globalization;
using System.Runtime.CompilerServices;
using BatchVision.Contracts;

namespace BatchVision.Objects;

/// <summary>
/// Images in a folder tree. Keys are paths relative to the root, '/'-separated. Hidden entries and names that are no images
/// for certain are ignored. Linked folders are not followed, since they may loop. Linked files are: a folder of links is how
/// data sets are often made, and who may put links into the folder is the operator's to say.
/// </summary>
public sealed class FolderObjects : IObjectSource, IObjectStore
{
    /// <summary>Keys held at a time: about 10 MB at 100 characters a key.</summary>
    private const int DefaultKeysPerPass = 50_000;

    // Two numbers of 64 bits in hexadecimal and the hyphen between them.
    private const int MaxETagLength = 33;

    private readonly string _root;
    private readonly string _prefix;
    private readonly int _keysPerPass;

    /// <summary>Opens a folder.</summary>
    /// <param name="root">Path of the folder.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public FolderObjects(string root)
        : this(root, DefaultKeysPerPass)
    {
    }

    internal FolderObjects(string root, int keysPerPass)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        _prefix = Path.EndsInDirectorySeparator(_root) ? _root : _root + Path.DirectorySeparatorChar;
        _keysPerPass = keysPerPass;
        Root = new Uri(_prefix).AbsoluteUri;
        if (!Directory.Exists(_root))
        {
            throw new DirectoryNotFoundException($"There is no folder '{root}'.");
        }
    }

    /// <summary>The folder as a source: <c>file:///…</c>, absolute.</summary>
    public string Source => Root;

    /// <inheritdoc/>
    public string Root { get; }

    /// <inheritdoc/>
    /// <remarks>In strictly ordinal order of keys (UTF-16 code units); a checkpoint is the last key.</remarks>
    public async IAsyncEnumerable<ObjectPage> ListAsync(
        string? startAfter, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        var objects = new List<ImageRef>(pageSize);
        var unreadable = new List<string>();
        var ignored = 0;
        var last = startAfter;
        var more = true;
        while (more)
        {
            var pass = new FolderPass(_root, last, _keysPerPass);
            // A pass reads folders for as long as it takes; the caller's thread has other work.
            var entries = await Task.Run(() => pass.Run(cancellationToken), cancellationToken);
            more = pass.More;
            foreach (var entry in entries)
            {
                last = entry.Key;
                // Size and time are read only now, for the keys that count and as late as can be.
                if (entry.Kind == FolderEntryKind.Object && Describe(entry.Key) is { } image)
                {
                    objects.Add(image);
                }
                else
                {
                    ignored++;
                    if (entry.Kind == FolderEntryKind.Unreadable)
                    {
                        unreadable.Add(entry.Key);
                    }
                }

                if (objects.Count == pageSize)
                {
                    yield return new ObjectPage(Root, [.. objects], ignored, last, [.. unreadable]);
                    objects.Clear();
                    unreadable.Clear();
                    ignored = 0;
                }
            }
        }

        if (objects.Count > 0 || ignored > 0)
        {
            yield return new ObjectPage(Root, objects, ignored, last!, unreadable);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Completes synchronously: a local file is not worth a thread switch. A key that leaves the folder is
    /// <see cref="ImageStatus.AccessDenied"/>.
    /// </remarks>
    public ValueTask<Fetched> FetchAsync(ImageRef image, long maxBytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Fetch(image, Math.Min(maxBytes, Array.MaxLength)));
    }

    /// <inheritdoc/>
    public ValueTask<ImageRef?> FindAsync(string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(Resolve(key) is null ? null : Describe(key));
    }

    private Fetched Fetch(ImageRef image, long maxBytes)
    {
        if (Resolve(image.Key) is not { } path)
        {
            return Fetched.Failed(ImageStatus.AccessDenied, "The key leads out of the folder.");
        }

        try
        {
            var file = new FileInfo(path);
            if (Missing(file) is { } missing)
            {
                return missing;
            }

            var target = Target(file);
            var modified = target.LastWriteTimeUtc;
            if (image.ETag.Length > 0 && !IsETag(image.ETag, target.Length, modified))
            {
                return Changed();
            }

            if (target.Length > maxBytes)
            {
                return Fetched.Failed(ImageStatus.TooLarge, $"The file has {target.Length:N0} bytes; the limit is {maxBytes:N0}.");
            }

            // Pipes and devices report length 0, and opening one may block for ever: what is empty is not opened.
            return target.Length == 0 ? Fetched.Of(new ObjectBytes(0)) : Read(path, modified, (int)target.Length);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or PathTooLongException)
        {
            return Fetched.Failed(ImageStatus.NotFound, "The file is gone.");
        }
        catch (UnauthorizedAccessException)
        {
            return Fetched.Failed(ImageStatus.AccessDenied, "The file may not be read.");
        }
    }

    private static Fetched Read(string path, DateTime modified, int length)
    {
        using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new ObjectBytes(length);
        try
        {
            var rest = bytes.Span;
            var offset = 0L;
            while (rest.Length > 0 && RandomAccess.Read(handle, rest, offset) is var read and > 0)
            {
                rest = rest[read..];
                offset += read;
            }

            // Asked of the open file after the last byte: the bytes read are the version that was listed.
            if (rest.Length == 0 && RandomAccess.GetLength(handle) == length && File.GetLastWriteTimeUtc(handle) == modified)
            {
                return Fetched.Of(bytes);
            }

            bytes.Dispose();
            return Changed();
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private ImageRef? Describe(string key)
    {
        try
        {
            var file = new FileInfo(Path.Combine(_root, key));
            if (Missing(file) is not null)
            {
                return null;
            }

            var target = Target(file);
            return new ImageRef(key, ETag(target.Length, target.LastWriteTimeUtc), target.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Fetched Changed() => Fetched.Failed(ImageStatus.Changed, "The file changed after it was listed.");

    private static Fetched? Missing(FileInfo file) =>
        file.Exists ? null : Fetched.Failed(ImageStatus.NotFound, Directory.Exists(file.FullName) ? "The key is a folder." : "The file is gone.");

    /// <summary>A link has a size and a time of its own; those of the file it leads to are what counts.</summary>
    private static FileInfo Target(FileInfo file) =>
        (file.Attributes & FileAttributes.ReparsePoint) == 0 ? file : (FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file;

    private static string ETag(long length, DateTime lastWriteUtc) => WriteETag(stackalloc char[MaxETagLength], length, lastWriteUtc).ToString();

    // Asked of every image: no string is made to be compared.
    private static bool IsETag(string etag, long length, DateTime lastWriteUtc) =>
        WriteETag(stackalloc char[MaxETagLength], length, lastWriteUtc).SequenceEqual(etag);

    private static Span<char> WriteETag(Span<char> buffer, long length, DateTime lastWriteUtc)
    {
        buffer.TryWrite(CultureInfo.InvariantCulture, $"{length:x}-{lastWriteUtc.Ticks:x}", out var written);
        return buffer[..written];
    }

    private string? Resolve(string key)
    {
        if (key.Length == 0 || key.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(key))
        {
            return null;
        }

        var path = Path.GetFullPath(Path.Combine(_root, key));
        return path.StartsWith(_prefix, StringComparison.Ordinal) ? path : null;
    }
}
