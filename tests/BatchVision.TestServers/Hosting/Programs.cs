namespace BatchVision.TestServers.Hosting;

/// <summary>Finds programs of Debian's packages, some of which are not on the PATH.</summary>
internal static class Programs
{
    /// <summary>The program's full path, from the folders given ('*' stands for a version: the newest wins), else from the PATH.</summary>
    public static string? Find(string program, params IReadOnlyList<string> folders) =>
        folders.SelectMany(Expand)
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static IEnumerable<string> Expand(string folder)
    {
        var parts = folder.Split('*');
        if (parts.Length == 1)
            return [folder];
        var parent = Path.GetDirectoryName(parts[0])!;
        if (!Directory.Exists(parent))
            return [];
        return Directory.EnumerateDirectories(parent, $"{Path.GetFileName(parts[0])}*")
            .OrderByDescending(version => version.Length)
            .ThenByDescending(version => version, StringComparer.Ordinal)
            .Select(version => version + parts[1]);
    }
}
