using System.CommandLine;

namespace BatchVision.Benchmarks;

/// <summary><c>bv bench</c>: every measurement, in one run on one machine.</summary>
internal static class BenchCommand
{
    private static readonly string[] Parts = [Bench.Pipeline, Bench.SideBySidePart, Bench.Distributed, Bench.Rows, Bench.Planning, Bench.Growth];
    private static readonly string[] Sets = ["S", "M", "L"];

    public static void AddTo(RootCommand root)
    {
        var folder = new Option<string>("--images-dir") { Description = "Folder of JPEG photographs.", HelpName = "folder", DefaultValueFactory = _ => BenchModels.DefaultFolder };
        var modelsDirectory = new Option<string>("--models-dir") { Description = "Model repository.", HelpName = "folder", DefaultValueFactory = _ => BenchModels.DefaultDirectory };
        var model = new Option<string>("--model") { Description = "Float32 model to measure; its int8 form is made and measured beside it.", HelpName = "name", DefaultValueFactory = _ => BenchModels.DefaultModel };
        var only = ListOption("--only", "Parts to measure", Parts);
        var sets = ListOption("--sets", "Sizes of photographs: S as given, M 1600 pixels, L 12 megapixels, enlarged from those given", Sets);
        var images = new Option<int>("--images") { Description = "Images of an end-to-end round on S; half of it on M and a fifth on L.", HelpName = "n", DefaultValueFactory = _ => 2000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds, each of every measurement in turn; the median counts.", HelpName = "n", DefaultValueFactory = _ => 3 };
        var growth = new Option<int[]>("--growth") { Description = "Images of the growing jobs.", AllowMultipleArgumentsPerToken = true, HelpName = "n", DefaultValueFactory = _ => [1000, 10_000, 100_000] };
        var output = new Option<string?>("--out") { Description = "Also write report.md, report.json and profile.svg into this folder.", HelpName = "folder" };
        var baseline = new Option<string?>("--baseline") { Description = "An earlier report.json, to be shown beside this run in profile.svg.", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of Markdown." };
        images.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 20)
                result.AddError("--images must be 20 or more: what the first image costs besides is taken off.");
        });
        foreach (var option in new Option[] { folder, modelsDirectory, model, only, sets, images, rounds, growth, output, baseline, json })
            root.Add(option);
        root.SetAction(async (parsed, cancellationToken) =>
        {
            var report = await new Bench(new BenchRequest(
                parsed.GetRequiredValue(folder), parsed.GetRequiredValue(modelsDirectory), parsed.GetRequiredValue(model),
                parsed.GetRequiredValue(only).Split(','), parsed.GetRequiredValue(sets).Split(','),
                parsed.GetValue(images), parsed.GetValue(rounds), parsed.GetRequiredValue(growth))).RunAsync(cancellationToken);
            if (parsed.GetValue(output) is { } into)
                report.Save(into, parsed.GetValue(baseline) is { } earlier ? BenchReport.Read(earlier) : null);
            if (parsed.GetValue(json))
                Console.WriteLine(report.ToJson());
            else
                report.WriteMarkdown(Console.Out);
        });
    }

    private static Option<string> ListOption(string name, string description, string[] values)
    {
        var option = new Option<string>(name) { Description = $"{description}.", HelpName = "a,b", DefaultValueFactory = _ => string.Join(',', values) };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>()!.Split(',').FirstOrDefault(value => !values.Contains(value)) is { } unknown)
                result.AddError($"{name}: '{unknown}' is none of {string.Join(", ", values)}.");
        });
        return option;
    }
}
