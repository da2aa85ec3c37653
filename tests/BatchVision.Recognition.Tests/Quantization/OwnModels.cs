namespace BatchVision.Recognition.Tests.Quantization;

/// <summary>The repository's own models and pictures, which need no assets.</summary>
internal static class OwnModels
{
    private static readonly string Root = FindRoot();

    public static string Folder => Path.Combine(Root, "models");

    public static string[] Samples { get; } =
        [.. Directory.GetFiles(Path.Combine(Root, "samples")).Where(file => !file.EndsWith(".md", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    public static byte[] Onnx(string name) => File.ReadAllBytes(Path.Combine(Folder, name, "model.onnx"));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BatchVision.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }
}
