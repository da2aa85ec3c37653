namespace BatchVision.TestAssets;

/// <summary>A model repository over the reference models: our manifests beside links to their files.</summary>
public static class AssetModels
{
    private static readonly Lock Gate = new();

    /// <summary>Folder to give as a models directory; skips the running test where the assets are absent.</summary>
    public static string Repository()
    {
        var models = SharedAssets.Models;
        var manifests = Path.Combine(AppContext.BaseDirectory, "models");
        var repository = Path.Combine(AppContext.BaseDirectory, "asset-models");
        lock (Gate)
        {
            foreach (var manifest in Directory.EnumerateFiles(manifests, "model.yaml", SearchOption.AllDirectories))
            {
                var name = Path.GetFileName(Path.GetDirectoryName(manifest))!;
                var lines = File.ReadAllLines(manifest);
                var folder = Directory.CreateDirectory(Path.Combine(repository, name)).FullName;
                Place(manifest, Path.Combine(folder, "model.yaml"));
                Place(Path.Combine(models, Comment(lines, "model")), Path.Combine(folder, "model.onnx"));
                if (Comment(lines, "labels") is var labels && File.Exists(Path.Combine(models, labels)))
                    Place(Path.Combine(models, labels), Path.Combine(folder, "labels.txt"));
                else
                    File.WriteAllLines(Path.Combine(folder, "labels.txt"), labels.Split(','));
            }
        }

        return repository;
    }

    // The first lines of each manifest say "# model: FILE" and "# labels: FILE or a,b,c" of the assets.
    private static string Comment(string[] lines, string key) =>
        lines.First(line => line.StartsWith($"# {key}: ", StringComparison.Ordinal))[$"# {key}: ".Length..];

    private static void Place(string from, string to)
    {
        // Test processes share the output folder's repository; each places the same bytes, by rename, so readers see whole files.
        var temporary = $"{to}.{Environment.ProcessId}";
        File.Copy(from, temporary, overwrite: true);
        File.Move(temporary, to, overwrite: true);
    }
}
