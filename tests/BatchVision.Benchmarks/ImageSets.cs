using NetVips;

namespace BatchVision.Benchmarks;

/// <summary>
/// Photographs as they are (S), enlarged to 1600 pixels (M) and to 12 megapixels (L). Enlarging alone leaves a picture without detail, which costs a
/// decoder less than what a camera stores; film grain is added until the files are as large as a camera's, a quarter of a byte a pixel.
/// </summary>
internal static class ImageSets
{
    private const double Grain = 5;
    private const int LargeFiles = 40;

    public static IReadOnlyList<ImageSet> Create(string folder, string work, IReadOnlyCollection<string> names)
    {
        string[] files = [.. Directory.GetFiles(folder).Where(IsJpeg).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new InvalidOperationException($"'{folder}' holds no JPEG files (.jpg, .jpeg): the limit is defined on them; give a folder of photographs.");

        return
        [
            .. new[]
            {
                new ImageSet("S", "as given", files),
                new ImageSet("M", "1600 pixels, quality 85", [.. files.Select(file => Path.Combine(work, "M", Path.GetFileName(file)))]),
                new ImageSet("L", "12 megapixels, quality 90", [.. files.Take(LargeFiles).Select(file => Path.Combine(work, "L", Path.GetFileName(file)))]),
            }.Where(set => names.Contains(set.Name)).Select(set => set.Name == "S" ? set : Enlarge(set, files)),
        ];
    }

    private static bool IsJpeg(string file) => Path.GetExtension(file).ToUpperInvariant() is ".JPG" or ".JPEG";

    private static ImageSet Enlarge(ImageSet set, string[] originals)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(set.Files[0])!);
        for (var i = 0; i < set.Files.Count; i++)
        {
            using var original = Image.NewFromFile(originals[i], access: Enums.Access.Sequential);
            var scale = set.Name == "M"
                ? 1600.0 / Math.Max(original.Width, original.Height)
                : Math.Sqrt(12e6 / ((double)original.Width * original.Height));
            using var large = original.Resize(scale, kernel: Enums.Kernel.Lanczos3);
            using var grain = Image.Gaussnoise(large.Width, large.Height, sigma: Grain, mean: 0, seed: i);
            using var grained = (large + grain).Cast(Enums.BandFormat.Uchar);
            grained.Jpegsave(set.Files[i], q: set.Name == "M" ? 85 : 90, subsampleMode: Enums.ForeignSubsample.On, keep: Enums.ForeignKeep.None);
            if (!Console.IsErrorRedirected)
                Console.Error.Write($"\rset {set.Name}: {i + 1} of {set.Files.Count} files");
        }

        Console.Error.WriteLine($"\rset {set.Name}: {set.Files.Count} files made");
        return set;
    }
}
