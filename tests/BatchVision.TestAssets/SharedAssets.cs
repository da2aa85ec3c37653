using Xunit;

namespace BatchVision.TestAssets;

/// <summary>
/// The reference models, images and outputs that measured tests run on. They are not part of the project: a folder named by
/// BATCHVISION_ASSETS, or shared/assets beside the checkout. Tests that need them skip, and say so, where they are absent.
/// </summary>
public static class SharedAssets
{
    private static readonly string? Root = FindRoot();

    public static string Models => Require("models");

    public static string Images(string folder) => Require(Path.Combine("images", folder));

    public static string Reference(string file) => Require(Path.Combine("reference", file));

    /// <summary>Full path of a file or folder of the assets; null where it is absent.</summary>
    public static string? Find(string relativePath) =>
        Root is not null && Path.Combine(Root, relativePath) is var path && Path.Exists(path) ? path : null;

    /// <summary>Full path of a file or folder of the assets; skips the running test where there are none.</summary>
    public static string Require(string relativePath)
    {
        Assert.SkipWhen(Root is null, "Reference assets are absent: set BATCHVISION_ASSETS to their folder.");
        var path = Path.Combine(Root!, relativePath);
        Assert.SkipUnless(Path.Exists(path), $"Reference asset {relativePath} is absent.");
        return path;
    }

    private static string? FindRoot()
    {
        if (Environment.GetEnvironmentVariable("BATCHVISION_ASSETS") is { Length: > 0 } named)
            return Directory.Exists(named) ? named : null;

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared", "assets");
            if (Directory.Exists(Path.Combine(candidate, "reference")))
                return candidate;
        }

        return null;
    }
}
