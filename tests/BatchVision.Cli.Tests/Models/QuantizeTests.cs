using System.Security.Cryptography;
using System.Text;
using BatchVision.Cli.Tests.Run;

namespace BatchVision.Cli.Tests.Models;

public sealed class QuantizeTests : IDisposable
{
    // One black pixel (GIF): measured on it, everything brighter is cut off.
    private static readonly byte[] Black = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==");

    private readonly Workspace _work = new();

    // As in the repository, so that golden.json finds its pictures.
    public QuantizeTests()
    {
        Copy(Path.Combine(Workspace.Models, "everyday"), Path.Combine(Models, "everyday"));
        Copy(Workspace.Samples, _work["samples"]);
    }

    private string Models => _work["models"];

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Quantize_OwnModel_IsInstalledAndPassesItsGoldenOutputs()
    {
        var quantize = await BvAsync("quantize", "everyday", "--images", _work["samples"], "--min-agreement", "0.5", "--weight-bits", "7", "--json");
        var verify = await BvAsync("verify", "everyday-int8");
        var list = await BvAsync("list", "--json");
        var again = await BvAsync("quantize", "everyday", "--images", _work["samples"]);

        Assert.True(quantize.ExitCode == 0, quantize.Errors);
        Assert.True(quantize.Json.GetProperty("int8_bytes").GetInt64() < quantize.Json.GetProperty("float_bytes").GetInt64() / 3);
        Assert.True(quantize.Json.GetProperty("int8_operators").GetProperty("Conv").GetInt32() >= 5);
        Assert.Equal("2 golden outputs within 0.1", quantize.Json.GetProperty("golden").GetString());
        Assert.True(verify.ExitCode == 0, verify.Output);
        Assert.Contains("2 golden outputs within 0.1", verify.Output, StringComparison.Ordinal);
        Assert.Equal(
            [("everyday", "float32"), ("everyday-int8", "int8")],
            list.Json.EnumerateArray().Select(model => (model.GetProperty("name").GetString()!, model.GetProperty("precision").GetString()!)));
        Assert.Equal(
            ["MODEL_CARD.md", "golden.json", "labels.txt", "model.onnx", "model.yaml"],
            Directory.GetFiles(Path.Combine(Models, "everyday-int8")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal((1, true), (again.ExitCode, again.Errors.Contains("exists; pass --force to replace it", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Quantize_AnswersThatChanged_InstallsNothing()
    {
        // The order in which images are taken: the first half is measured, the other compared.
        var names = Enumerable.Range(0, 10).Select(i => $"{i}.jpg").OrderBy(name => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name))), StringComparer.Ordinal).ToArray();
        string[] pictures = ["dealer-flags.jpg", "phone-apps.png", "till.jpg", "shoe-boxes.jpg", "street-poster.png"];
        Copy(Path.Combine(Workspace.Models, "logos"), Path.Combine(Models, "logos"));
        Directory.CreateDirectory(_work["images"]);
        for (var i = 0; i < names.Length; i++)
        {
            var picture = i < 5 ? Black : await File.ReadAllBytesAsync(Path.Combine(Workspace.Samples, pictures[i - 5]), TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(Path.Combine(_work["images"], names[i]), picture, TestContext.Current.CancellationToken);
        }

        var quantize = await BvAsync("quantize", "logos", "--images", _work["images"]);

        Assert.Equal(1, quantize.ExitCode);
        Assert.StartsWith("bv: logos-int8 agrees with logos on ", quantize.Errors, StringComparison.Ordinal);
        Assert.Contains(" answers, less than --min-agreement 90.0 %, so it was not installed", quantize.Errors, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(Models, "everyday"), Path.Combine(Models, "logos")], Directory.GetFileSystemEntries(Models).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Quantize_TooFewImages_IsRefused()
    {
        Directory.CreateDirectory(_work["images"]);

        var quantize = await BvAsync("quantize", "everyday", "--images", _work["images"]);

        Assert.Equal(2, quantize.ExitCode);
        Assert.Contains("--images: 0 files are too few", quantize.Errors, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(Models, "everyday")], Directory.GetFileSystemEntries(Models));
    }

    [Theory]
    [InlineData("--name", "../elsewhere", "--name takes letters")]
    [InlineData("--name", "everyday", "--name: is that of the float model")]
    [InlineData("--weight-bits", "4", "--weight-bits takes 7 or 8")]
    [InlineData("--min-agreement", "95", "--min-agreement takes 0 to 1")]
    [InlineData("--samples", "0", "--samples takes 1 to 100000")]
    public async Task Quantize_SenselessOptions_AreUsageErrors(string option, string value, string expected)
    {
        var quantize = await BvAsync("quantize", "everyday", "--images", _work["samples"], option, value);

        Assert.Equal(2, quantize.ExitCode);
        Assert.Contains(expected, quantize.Errors, StringComparison.Ordinal);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private Task<Bv> BvAsync(params string[] arguments) => Bv.RunAsync(["models", .. arguments, "--models-dir", Models]);
}
