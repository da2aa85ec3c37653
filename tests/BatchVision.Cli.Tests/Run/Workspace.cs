using BatchVision.TestAssets;

namespace BatchVision.Cli.Tests.Run;

/// <summary>A temporary folder of one test, and the project's own models and pictures.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bv-test-");

    /// <summary>The repository's models folder.</summary>
    public static string Models => Path.Combine(RepositoryRoot(), "models");

    /// <summary>The repository's own pictures.</summary>
    public static string Samples => Path.Combine(RepositoryRoot(), "samples");

    public string Database => this["results.db"];

    public string this[string name] => Path.Combine(_folder.FullName, name);

    /// <summary>A folder with <paramref name="count"/> names over the photographs of imagenet-200, spread over subfolders.</summary>
    public string Photographs(string name, int count)
    {
        var originals = Directory.GetFiles(SharedAssets.Images("imagenet-200")).Order(StringComparer.Ordinal).ToArray();
        var folder = this[name];
        for (var i = 0; i < count; i++)
        {
            var subfolder = Directory.CreateDirectory(Path.Combine(folder, $"{i / 500:000}"));
            File.CreateSymbolicLink(Path.Combine(subfolder.FullName, $"{i:000000}.jpg"), originals[i % originals.Length]);
        }

        return folder;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    public static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BatchVision.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }
}
