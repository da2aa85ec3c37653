using System.Collections.Frozen;

namespace BatchVision.Objects;

/// <summary>
/// Names that are no images for certain. Anything else is listed, whatever its extension, since the content decides: a
/// wrong guess here would lose an image without a trace, a wrong guess there costs one Unsupported row.
/// </summary>
public static class SidecarNames
{
    private static readonly FrozenSet<string> Extensions = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "txt", "json", "jsonl", "xml", "xmp", "aae", "md", "rst", "csv", "tsv", "parquet", "html", "htm", "css", "yaml", "yml", "toml", "ini", "cfg",
        "db", "sqlite", "db-wal", "db-shm", "db-journal", "log", "lock", "tmp", "part", "bak",
        "zip", "tar", "gz", "tgz", "bz2", "xz", "zst", "7z", "rar", "iso",
        "mp4", "m4v", "mov", "avi", "mkv", "webm", "mpg", "mpeg", "wmv", "mp3", "wav", "flac", "ogg", "m4a", "aac",
        "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods",
        "py", "pyc", "ipynb", "cs", "csproj", "sln", "js", "ts", "sh", "bat", "ps1", "c", "h", "cpp", "java", "go", "rs", "rb", "php", "sql",
        "onnx", "pt", "pth", "npy", "npz", "h5", "pb", "tflite", "safetensors", "pkl",
        "exe", "dll", "so", "dylib", "o", "a", "class", "jar", "ttf", "otf", "woff", "woff2");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Extensions.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>True for a key that is no image for certain: a folder's marker, or a name that <see cref="Match"/> knows.</summary>
    /// <param name="key">Full key.</param>
    public static bool MatchKey(string key) => key.EndsWith('/') || Match(key.AsSpan(key.LastIndexOf('/') + 1), isFolder: false);

    /// <summary>True for hidden entries, and for files with an extension of the list.</summary>
    /// <param name="name">The last part of the key.</param>
    /// <param name="isFolder">Folders have no extension.</param>
    public static bool Match(ReadOnlySpan<char> name, bool isFolder)
    {
        if (name.StartsWith('.'))
        {
            return true;
        }

        var dot = isFolder ? -1 : name.LastIndexOf('.');
        return dot >= 0 && Lookup.Contains(name[(dot + 1)..]);
    }
}
