using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using BatchVision.TestAssets;

namespace BatchVision.Cli.Tests.Run;

/// <summary>What the cards of our own models claim, through the whole of <c>bv run</c>.</summary>
public sealed class BuiltInModelTests : IDisposable
{
    // ImageNet classes that show one of the ten or its next of kin: as in models/training/everyday.py.
    private static readonly HashSet<int> Kin =
    [
        .. Enumerable.Range(7, 18), .. Enumerable.Range(80, 21), .. Enumerable.Range(127, 20),
        .. Enumerable.Range(30, 3), .. Enumerable.Range(151, 143), 339, 340, .. Enumerable.Range(350, 4),
        403, 404, 405, 895, 908,
        407, 436, 468, 511, 555, 569, 609, 627, 654, 656, 661, 675, 717, 734, 751, 757, 779, 803, 817, 829, 847, 864, 866, 867,
        472, 484, 510, 536, 554, 576, 625, 628, 724, 780, 814, 833, 871, 913, 914,
    ];

    private readonly Workspace _work = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Everyday_PicturesOfItsClasses_AreNamed()
    {
        const int PerClass = 50;
        var folder = _work["cifar"];
        using (var archive = await ZipFile.OpenReadAsync(SharedAssets.Require(Path.Combine("training", "cifar10.zip")), Token))
        {
            foreach (var group in archive.Entries.Where(entry => entry.FullName.StartsWith("test/", StringComparison.Ordinal) && entry.Length > 0)
                .GroupBy(entry => Path.GetDirectoryName(entry.FullName)!))
            {
                Directory.CreateDirectory(Path.Combine(folder, Path.GetFileName(group.Key)));
                foreach (var entry in group.OrderBy(entry => entry.Name, StringComparer.Ordinal).Take(PerClass))
                    await entry.ExtractToFileAsync(Path.Combine(folder, Path.GetFileName(group.Key), entry.Name), Token);
            }
        }

        await RunAsync("everyday", folder);

        // Those under the threshold have no label and count as wrong.
        var right = int.Parse(Bv.Query(_work.Database, "SELECT count(*) FROM bi_image_labels WHERE rank = 1 AND key LIKE label || '/%'")[0], CultureInfo.InvariantCulture);
        Assert.InRange(right / (10.0 * PerClass), 0.80, 1);
    }

    [Fact]
    public async Task Everyday_PicturesOfOtherThings_StayWithoutALabel()
    {
        var folder = Directory.CreateDirectory(_work["strangers"]).FullName;
        using var truth = JsonDocument.Parse(await File.ReadAllBytesAsync(SharedAssets.Images("imagenet-200.truth.json"), Token));
        foreach (var entry in truth.RootElement.EnumerateArray().Where(entry => !Kin.Contains(entry.GetProperty("index").GetInt32())))
        {
            var file = entry.GetProperty("file").GetString()!;
            File.CreateSymbolicLink(Path.Combine(folder, file), Path.Combine(SharedAssets.Images("imagenet-200"), file));
        }

        var run = await RunAsync("everyday", folder);

        var labelled = int.Parse(Bv.Query(_work.Database, "SELECT count(*) FROM bi_image_labels WHERE rank = 1")[0], CultureInfo.InvariantCulture);
        Assert.InRange(labelled / run.Json.GetProperty("recognized").GetDouble(), 0, 0.12);
    }

    [Fact]
    public async Task Logos_PhotographsWithoutLogos_HardlyEverShowOne()
    {
        var run = await RunAsync("logos", SharedAssets.Images("imagenet-200"));
        var mistaken = int.Parse(Bv.Query(_work.Database, "SELECT count(DISTINCT key) FROM bi_logo_mentions")[0], CultureInfo.InvariantCulture);
        Assert.InRange(mistaken / run.Json.GetProperty("recognized").GetDouble(), 0, 0.10);
    }

    // A brand counts as found where a box of its name is in the picture.
    [Fact]
    public async Task Logos_RealPhotographs_AreGivenTheirBrands()
    {
        var folder = SharedAssets.Require(Path.Combine("training", "flickrlogos-dev"));
        var labels = await File.ReadAllLinesAsync(Path.Combine(Workspace.Models, "logos", "labels.txt"), Token);
        using var truth = JsonDocument.Parse(await File.ReadAllBytesAsync(SharedAssets.Require(Path.Combine("training", "flickrlogos-dev.json")), Token));
        var wanted = truth.RootElement.GetProperty("images").EnumerateArray()
            .SelectMany(image => image.GetProperty("boxes").EnumerateArray().Select(box => (
                File: image.GetProperty("file").GetString()!, Brand: Name(box.GetProperty("label").GetString()!))))
            .Where(mark => labels.Any(label => Name(label) == mark.Brand))
            .ToHashSet();

        await RunAsync("logos", folder);

        var found = Bv.Query(_work.Database, "SELECT DISTINCT key, brand FROM bi_logo_mentions")
            .Select(row => row.Split('|'))
            .Select(row => (File: row[0], Brand: Name(row[1])))
            .ToHashSet();
        var right = wanted.Intersect(found).Count();
        Assert.InRange(right / (double)wanted.Count, 0.2, 1);
        Assert.InRange(right / (double)found.Count(mark => wanted.Any(other => other.File == mark.File)), 0.5, 1);

        static string Name(string label) => string.Concat(label.Where(char.IsLetterOrDigit)).ToLowerInvariant();
    }

    private async Task<Bv> RunAsync(string model, string folder)
    {
        var run = await Bv.RunAsync("run", folder, "--models-dir", Workspace.Models, "--models", model, "--db", _work.Database, "--json");
        Assert.True(run.ExitCode == 0, run.Errors);
        return run;
    }
}
