namespace BatchVision.Cli.Tests.Run;

public sealed class RunTests : IDisposable
{
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Run_OwnSamplesAndModels_ShowColoursThingsLogosAndVerdicts()
    {
        var run = await Bv.RunAsync("run", Workspace.Samples, "--models-dir", Workspace.Models, "--db", _work.Database, "--json");

        Assert.True(run.ExitCode == 0, run.Errors);
        var pictures = Directory.GetFiles(Workspace.Samples).Count(file => !file.EndsWith(".md", StringComparison.Ordinal));
        Assert.Equal(pictures, run.Json.GetProperty("recognized").GetInt32());
        Assert.Equal($"{pictures}", Assert.Single(Bv.Query(_work.Database, "SELECT count(*) FROM bi_image_labels WHERE model = 'colors' AND rank = 1")));
        Assert.Equal("green", Assert.Single(Bv.Query(_work.Database, "SELECT label FROM bi_image_labels WHERE key = 'forest-path.jpg' AND model = 'colors' AND rank = 1")));
        Assert.Equal("automobile", Assert.Single(Bv.Query(_work.Database, "SELECT label FROM bi_image_labels WHERE key = 'red-car.jpg' AND model = 'everyday'")));
        Assert.Equal(["Adidas", "Nike", "Puma"], Bv.Query(_work.Database, "SELECT brand FROM bi_logo_mentions WHERE key = 'shoe-boxes.jpg' ORDER BY brand"));
        Assert.Equal(
            ["betting-banner.jpg|review|Gambling", "watermark.jpg|review|Explicit"],
            Bv.Query(_work.Database, "SELECT key, decision, category FROM bi_verdicts WHERE decision <> 'allow' ORDER BY key"));
    }

    [Fact]
    public async Task Run_SecondTime_SkipsAllAndChangesNothing()
    {
        await Bv.RunAsync("run", Workspace.Samples, "--models-dir", Workspace.Models, "--db", _work.Database);
        var before = Bv.Query(_work.Database, "SELECT * FROM recognition ORDER BY image_id, model_id");

        var second = await Bv.RunAsync("run", Workspace.Samples, "--models-dir", Workspace.Models, "--db", _work.Database, "--json");

        Assert.Equal(0, second.ExitCode);
        Assert.Equal(0, second.Json.GetProperty("recognized").GetInt32());
        Assert.Equal(second.Json.GetProperty("listed").GetInt32(), second.Json.GetProperty("skipped").GetInt32());
        Assert.Equal(before, Bv.Query(_work.Database, "SELECT * FROM recognition ORDER BY image_id, model_id"));
    }

    [Fact]
    public async Task Run_SomeImagesAreBad_NeighboursAreRecognizedAndExitCodeIs3()
    {
        var folder = Directory.CreateDirectory(_work["mixed"]).FullName;
        foreach (var picture in Directory.GetFiles(Workspace.Samples, "*.jpg"))
            File.Copy(picture, Path.Combine(folder, Path.GetFileName(picture)));
        var good = Directory.GetFiles(folder).Length;
        await File.WriteAllBytesAsync(Path.Combine(folder, "cut.jpg"), (await File.ReadAllBytesAsync(Path.Combine(folder, "fruit-bowl.jpg"), Token))[..2000], Token);
        await File.WriteAllTextAsync(Path.Combine(folder, "not-an-image.jpg"), "hello", Token);

        var run = await Bv.RunAsync("run", folder, "--models-dir", Workspace.Models, "--db", _work.Database, "--json");

        Assert.Equal(3, run.ExitCode);
        Assert.Equal(good, run.Json.GetProperty("recognized").GetInt32());
        Assert.Equal(["cut.jpg|Corrupt", "not-an-image.jpg|Unsupported"], Bv.Query(_work.Database, "SELECT key, status FROM bi_failures ORDER BY key"));
    }

    [Fact]
    public async Task Run_Report_IsOneSelfContainedPage()
    {
        var run = await Bv.RunAsync("run", Workspace.Samples, "--models-dir", Workspace.Models, "--db", _work.Database, "--report", _work["report.html"]);

        Assert.True(run.ExitCode == 0, run.Errors);
        var page = await File.ReadAllTextAsync(_work["report.html"], Token);
        Assert.Contains("forest-path.jpg", page, StringComparison.Ordinal);
        Assert.Contains("data:image/jpeg;base64,", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Limit_LooksAtNoMore()
    {
        var run = await Bv.RunAsync("run", Workspace.Samples, "--models-dir", Workspace.Models, "--db", _work.Database, "--limit", "3", "--json");

        Assert.Equal(3, run.Json.GetProperty("listed").GetInt32());
    }

    [Theory]
    [InlineData("missing", 2, "there is no folder")]
    [InlineData("empty", 1, "is empty")]
    [InlineData("texts", 1, "holds no images")]
    public async Task Run_BadSource_OneLineSaysWhatToDo(string kind, int exitCode, string message)
    {
        if (kind != "missing")
            Directory.CreateDirectory(_work[kind]);
        if (kind == "texts")
            await File.WriteAllTextAsync(Path.Combine(_work[kind], "notes.txt"), "none", Token);

        AssertOneLine(await Bv.RunAsync("run", _work[kind], "--models-dir", Workspace.Models, "--db", _work.Database), exitCode, message);
    }

    [Theory]
    [InlineData("unknown model", "colors")]
    [InlineData("corrupt onnx", "model.onnx")]
    [InlineData("wrong sha256", "sha256")]
    [InlineData("short labels", "labels.txt")]
    public async Task Run_BadModel_OneLineSaysWhatToDo(string kind, string message)
    {
        var model = Directory.CreateDirectory(_work["models/colors"]).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Workspace.Models, "colors")))
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));
        var yaml = Path.Combine(model, "model.yaml");
        switch (kind)
        {
            case "corrupt onnx":
                await File.WriteAllBytesAsync(Path.Combine(model, "model.onnx"), [1, 2, 3], Token);
                var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(new byte[] { 1, 2, 3 }));
                await File.WriteAllLinesAsync(yaml, (await File.ReadAllLinesAsync(yaml, Token)).Select(line => line.StartsWith("sha256:", StringComparison.Ordinal) ? $"sha256: {hash}" : line), Token);
                break;
            case "wrong sha256":
                await File.AppendAllTextAsync(Path.Combine(model, "model.onnx"), "x", Token);
                break;
            case "short labels":
                await File.WriteAllTextAsync(Path.Combine(model, "labels.txt"), "black\nwhite\n", Token);
                break;
        }

        var run = await Bv.RunAsync(
            "run", Workspace.Samples, "--models-dir", _work["models"], "--db", _work.Database, "--models", kind == "unknown model" ? "colours" : "colors");

        AssertOneLine(run, 4, message);
    }

    [Fact]
    public async Task Run_DatabasePathCannotBeWritten_OneLineSaysWhatToDo()
    {
        // A folder stands where the file should be: refused whoever runs the tests, root too.
        Directory.CreateDirectory(_work["taken.db"]);
        AssertOneLine(await Bv.RunAsync("run", Workspace.Samples, "--models-dir", Workspace.Models, "--db", _work["taken.db"]), 4, "taken.db");
        AssertOneLine(await Bv.RunAsync("run", Workspace.Samples, "--models-dir", Workspace.Models, "--db", _work["no/such/folder/x.db"]), 4, "x.db");
    }

    [Fact]
    public async Task Run_UnknownOption_IsUsage()
    {
        AssertOneLine(await Bv.RunAsync("run", Workspace.Samples, "--limit", "-1"), 2, "--limit must be 1 or more", lines: 2);
    }

    [Fact]
    public async Task Models_Verify_HoldsTheBuiltInModelsToTheirGoldenOutputs()
    {
        var verify = await Bv.RunAsync("models", "verify", "--models-dir", Workspace.Models);

        Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
        Assert.Contains("golden outputs within", verify.Output, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static void AssertOneLine(Bv run, int exitCode, string message, int lines = 1)
    {
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Equal(lines, run.Errors.Trim().Split('\n').Length);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }
}
