using System.Text.RegularExpressions;
using BatchVision.Cli.Models.Pull;
using BatchVision.Cli.Tests.Run;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;

namespace BatchVision.Cli.Tests.Models;

/// <summary>The catalogue of the project itself, and what is said of a bad one.</summary>
public sealed class CatalogueTests : IDisposable
{
    private static readonly string[] Licenses = ["Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause", "AGPL-3.0-only", "AGPL-3.0-or-later"];

    private readonly Workspace _work = new();

    public static TheoryData<string> Names => [.. Ours().Models.Select(model => model.Name)];

    public void Dispose() => _work.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Entry_Ours_SaysAllThatAPullNeeds(string name)
    {
        var model = Ours().Find(name);

        Assert.Equal("https", model.Url.Scheme);
        Assert.Contains(model.License, Licenses);
        Assert.InRange(model.Size, 1_000_000, 1_000_000_000);
        if (model.Sha256 is not null)
        {
            Assert.Matches("^[0-9a-f]{64}$", model.Sha256);
            return;
        }

        // Then the commit is all that says which file is meant.
        Assert.Matches("/[0-9a-f]{40}/", model.Url.AbsolutePath);
        Assert.NotNull(model.Note);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Entry_Ours_BecomesAManifestThatIsRead(string name)
    {
        var model = Ours().Find(name);
        var sha256 = model.Sha256 ?? new string('a', 64);
        var folder = Directory.CreateDirectory(_work[name]).FullName;

        model.WriteTo(folder, sha256);
        var manifest = ModelManifest.Read(Path.Combine(folder, "model.yaml"));

        Assert.Equal(
            (name, model.Version, model.Task, model.License, model.Url.AbsoluteUri, sha256),
            (manifest.Name, manifest.Version, manifest.Task, manifest.License, manifest.Source, manifest.Sha256));
        Assert.NotNull(manifest.Input.Width);
        Assert.NotNull(manifest.Input.Height);
        Assert.Equal(File.ReadAllBytes(model.LabelsFile), File.ReadAllBytes(Path.Combine(folder, "labels.txt")));
    }

    [Theory]
    [InlineData("mobilenetv2", 1000)]
    [InlineData("resnet50-int8", 1000)]
    [InlineData("ppresnet50", 1000)]
    [InlineData("yolox-s", 80)]
    [InlineData("nsfw-vit-384", 2)]
    [InlineData("nsfw-vit-224", 2)]
    [InlineData("nsfw-tiny-384", 2)]
    public void Labels_Ours_AreAsManyAsTheClassesAndAllDifferent(string name, int classes)
    {
        var labels = File.ReadAllLines(Ours().Find(name).LabelsFile);

        Assert.Equal(classes, labels.Length);
        Assert.Equal(classes, labels.Distinct(StringComparer.Ordinal).Count());
        Assert.All(labels, label => Assert.Equal(label.Trim(), label));
        Assert.DoesNotContain("", labels);
    }

    // Class numbers that everyone who works with these sets knows.
    [Theory]
    [InlineData("mobilenetv2", 0, "tench")]
    [InlineData("mobilenetv2", 134, "crane (bird)")]
    [InlineData("mobilenetv2", 281, "tabby")]
    [InlineData("mobilenetv2", 517, "crane (machine)")]
    [InlineData("mobilenetv2", 999, "toilet tissue")]
    [InlineData("yolox-s", 0, "person")]
    [InlineData("yolox-s", 16, "dog")]
    [InlineData("yolox-s", 79, "toothbrush")]
    [InlineData("nsfw-vit-384", 1, "nsfw")]
    [InlineData("nsfw-vit-224", 1, "nsfw")]
    [InlineData("nsfw-tiny-384", 0, "nsfw")]
    public void Labels_Ours_AreInTheOrderOfTheClasses(string name, int index, string label) =>
        Assert.Equal(label, File.ReadAllLines(Ours().Find(name).LabelsFile)[index]);

    // YOLOX is fed BGR as it is; ImageNet and ViT models RGB, normalized each by its own constants.
    [Theory]
    [InlineData("mobilenetv2", 224, ColorOrder.Rgb, ResizeMode.CenterCrop, 0.485f)]
    [InlineData("resnet50-int8", 224, ColorOrder.Rgb, ResizeMode.CenterCrop, 0.485f)]
    [InlineData("ppresnet50", 224, ColorOrder.Rgb, ResizeMode.CenterCrop, 0.485f)]
    [InlineData("yolox-s", 640, ColorOrder.Bgr, ResizeMode.Letterbox, 0f)]
    [InlineData("nsfw-vit-384", 384, ColorOrder.Rgb, ResizeMode.Stretch, 0.5f)]
    [InlineData("nsfw-vit-224", 224, ColorOrder.Rgb, ResizeMode.Stretch, 0.5f)]
    [InlineData("nsfw-tiny-384", 384, ColorOrder.Rgb, ResizeMode.CenterCrop, 0.5f)]
    public void Preprocessing_Ours_IsThatOfTheTraining(string name, int side, ColorOrder color, ResizeMode resize, float firstMean)
    {
        Ours().Find(name).WriteTo(Directory.CreateDirectory(_work[name]).FullName, new string('a', 64));
        var input = ModelManifest.Read(Path.Combine(_work[name], "model.yaml")).Input;

        Assert.Equal((side, side, color, resize, firstMean), (input.Width, input.Height, input.Color, input.Resize.Mode, input.Mean[0]));
        Assert.Equal(resize == ResizeMode.Letterbox ? 1 : 1 / 255f, input.Scale);
    }

    [Fact]
    public void Catalogue_OfTheProgram_IsThatOfTheProject() =>
        Assert.Equal(File.ReadAllText(Path.Combine(Workspace.Models, "catalogue.yaml")), File.ReadAllText(CatalogueCommand.Resolve(null)));

    [Fact]
    public async Task Command_Catalogue_ListsEveryModel()
    {
        var table = await Bv.RunAsync("models", "catalogue");
        var json = await Bv.RunAsync("models", "catalogue", "--json", "--models-dir", Workspace.Models);

        Assert.True(table.ExitCode == 0, table.Errors);
        Assert.All(Ours().Models, model => Assert.Matches($@"(?m)^\s*{Regex.Escape(model.Name)}\s.*{Regex.Escape(model.License)}\s", table.Output));
        Assert.Equal(Ours().Models.Select(model => model.Name), json.Json.EnumerateArray().Select(model => model.GetProperty("name").GetString()));
        Assert.All(json.Json.EnumerateArray(), model => Assert.False(model.GetProperty("installed").GetBoolean()));
    }

    [Theory]
    [InlineData("url: https://models.example/m.onnx", "url: http://models.example/m.onnx", ":3: models[0].url: is 'http://models.example/m.onnx'; give an https address")]
    [InlineData("sha256: 0", "sha256: x", ":4: models[0].sha256: is 'x")]
    [InlineData("size: 10", "size: 0", ":5: models[0].size: is '0'; give a whole number from 1")]
    [InlineData("    size: 10\n", "", "models[0].size: is missing")]
    [InlineData("license: MIT", "licence: MIT", "models[0].licence: is not a known field")]
    [InlineData("labels: labels.txt", "labels: none.txt", ":7: models[0].labels: is 'none.txt', but there is no file")]
    [InlineData("color: rgb", "color: rgbb", ":11: models[0].manifest.input.color: is 'rgbb'; use one of rgb, bgr, gray (did you mean 'rgb'?)")]
    [InlineData("version: \"1\"", "name: m", ":9: models[0].manifest.name: is not a known field")]
    [InlineData("name: m", "name: ../m", ":2: models[0].name: is '../m'")]
    [InlineData("models:", "model:", "models: is missing or no list")]
    public void Read_BadCatalogue_SaysWhereAndHowToMend(string was, string becomes, string message)
    {
        File.WriteAllText(_work["labels.txt"], "a\n");
        File.WriteAllText(_work["catalogue.yaml"], Small.Replace(was, becomes, StringComparison.Ordinal));

        var failure = Assert.Throws<ModelException>(() => DownloadCatalogue.Read(_work["catalogue.yaml"]));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SameNameTwice_IsRefused()
    {
        File.WriteAllText(_work["labels.txt"], "a\n");
        File.WriteAllText(_work["catalogue.yaml"], Small + Small.Replace("models:\n", "", StringComparison.Ordinal).Replace("name: m", "name: M", StringComparison.Ordinal));

        var failure = Assert.Throws<ModelException>(() => DownloadCatalogue.Read(_work["catalogue.yaml"]));

        Assert.Contains("models[1].name: is 'M', as before", failure.Message, StringComparison.Ordinal);
    }

    private static readonly string Small = $$"""
        models:
          - name: m
            url: https://models.example/m.onnx
            sha256: {{new string('0', 64)}}
            size: 10
            license: MIT
            labels: labels.txt
            manifest:
              version: "1"
              task: classification
              input: {color: rgb, resize: {mode: stretch} }
              output: {decoder: softmax}

        """;

    private static DownloadCatalogue Ours() => DownloadCatalogue.Read(Path.Combine(Workspace.Models, "catalogue.yaml"));
}
