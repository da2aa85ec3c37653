using System.Text.Json;
using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;
using BatchVision.TestAssets;

namespace BatchVision.Recognition.Tests.Imaging;

/// <summary>A few hundred malformed, truncated and unusual files of other projects' test suites.</summary>
public class OddFilesTests
{
    // The inventory's reader also stopped at damage in later frames; the first, which we take, is whole.
    private static readonly string[] FirstFrameIsFine = ["000592_src", "001581_src_000271", "000578_src"];

    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Decode_EveryOddFile_EndsInOneResult(bool useTurboJpeg)
    {
        var decoder = new ImageDecoder(new ImageLimits(), readGps: true, useTurboJpeg);
        using var scratch = new DecodeScratch();
        foreach (var path in Directory.EnumerateFiles(SharedAssets.Images("odd")))
        {
            var result = decoder.Decode(File.ReadAllBytes(path), [Inputs.ImageNet], scratch);
            if (result.Rejection is { } rejection)
            {
                Assert.NotEqual(ImageStatus.Recognized, rejection.Status);
                Assert.NotEmpty(rejection.Reason);
                TestContext.Current.TestOutputHelper?.WriteLine($"{Path.GetFileName(path)}: {rejection.Status} {rejection.Reason}");
            }
            else
                Assert.Equal(result.Image.RasterWidth * result.Image.RasterHeight * 3, result.Image.Pixels.Length);
        }
    }

    [Fact]
    public void Decode_OddFileThatLibvipsDecodes_Decodes()
    {
        var decoder = new ImageDecoder(new ImageLimits());
        using var scratch = new DecodeScratch();
        var surprises = new List<string>();
        foreach (var entry in Inventory())
        {
            var path = Path.Combine(SharedAssets.Images("odd"), entry.File);
            if (!File.Exists(path) || new FileInfo(path).Length != entry.Size)
                continue;
            var result = decoder.Decode(File.ReadAllBytes(path), [Inputs.ImageNet], scratch);
            var tooBig = entry.W > 30_000 || entry.H > 30_000 || (long)entry.W * entry.H > 50_000_000;
            var expected = (entry.DecError == "ok" && !tooBig) || FirstFrameIsFine.Any(id => entry.File.EndsWith(".gif", StringComparison.Ordinal) && entry.File.Contains(id, StringComparison.Ordinal));
            if (result.IsImage != expected)
                surprises.Add($"{entry.File}: inventory {entry.DecError ?? entry.MetaErr}, here {result.Rejection?.ToString() ?? "an image"}");
            else if (result.IsImage && entry.W > 0 && (result.Image.Facts.Width, result.Image.Facts.Height) is var (width, height)
                && (width, height) != (entry.W, entry.H) && (height, width) != (entry.W, entry.H))
                surprises.Add($"{entry.File}: inventory {entry.W} × {entry.H}, here {width} × {height}");
        }

        Assert.True(surprises.Count == 0, string.Join("\n", surprises));
    }

    private static Entry[] Inventory() =>
        JsonSerializer.Deserialize<Entry[]>(File.ReadAllText(SharedAssets.Require(Path.Combine("images", "odd.inventory.json"))), Web)!;

    private sealed record Entry(string File, long Size, int W, int H, string? MetaErr)
    {
        [System.Text.Json.Serialization.JsonPropertyName("dec_error")]
        public string? DecError { get; init; }
    }
}
