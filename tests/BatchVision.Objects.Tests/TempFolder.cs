namespace BatchVision.Objects.Tests;

internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("bv-objects-").FullName;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public string Write(string key, string content = "x")
    {
        var path = System.IO.Path.Combine(Path, key);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    public async Task<List<ObjectPage>> ListAsync(string? startAfter = null, int pageSize = 1000, int keysPerPass = 50_000)
    {
        var pages = new List<ObjectPage>();
        await foreach (var page in new FolderObjects(Path, keysPerPass).ListAsync(startAfter, pageSize, Token))
        {
            pages.Add(page);
        }

        return pages;
    }

    public async Task<List<string>> KeysAsync(string? startAfter = null, int pageSize = 1000, int keysPerPass = 50_000) =>
        [.. (await ListAsync(startAfter, pageSize, keysPerPass)).SelectMany(page => page.Objects).Select(image => image.Key)];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
