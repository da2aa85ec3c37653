using System.CommandLine;

namespace BatchVision.Benchmarks;

/// <summary><c>bv bench</c>: every measurement, in one run on one machine.</summary>
internal static class BenchCommand
{
    private static readonly string[] Parts = ["pipeline"];
    private static readonly string[] Sets = ["S", "M", "L"];

    public static void AddTo(RootCommand root)
    {
        var folder = new Argument<string>("folder") { Description = "Folder of JPEG photographs." };
        var modelsDirectory = new Option<string>("--models-dir") { Description = "Model repository.", HelpName = "folder", Required = true };
        var models = new Option<string[]>("--models") { Description = "Models to measure.", HelpName = "a,b", Required = true, CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries))] };
        var only = new Option<string[]>("--only") { Description = $"Parts to measure, of {string.Join(", ", Parts)}. Default: all.", AllowMultipleArgumentsPerToken = true };
        var sets = new Option<string[]>("--sets") { Description = "Sizes of photographs: S as given, M 1600 pixels, L 12 megapixels, enlarged from those given. Default: all.", AllowMultipleArgumentsPerToken = true };
        var images = new Option<int>("--images") { Description = "Images of an end-to-end round on S; half of it on M and a fifth on L.", HelpName = "n", DefaultValueFactory = _ => 2000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds, each of every measurement in turn; the median counts.", HelpName = "n", DefaultValueFactory = _ => 3 };
        var output = new Option<string?>("--out") { Description = "Also write report.md, report.json and profile.svg into this folder.", HelpName = "folder" };
        var baseline = new Option<string?>("--baseline") { Description = "An earlier report.json, to be shown beside this run in profile.svg.", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of Markdown." };
        only.AcceptOnlyFromAmong(Parts);
        sets.AcceptOnlyFromAmong(Sets);
        foreach (var option in new Option[] { modelsDirectory, models, only, sets, images, rounds, output, baseline, json })
            root.Add(option);
        root.Add(folder);
        root.SetAction(async (parsed, cancellationToken) =>
        {
            var chosen = parsed.GetValue(sets) is { Length: > 0 } some ? some : Sets;
            var report = await new Bench(
                parsed.GetRequiredValue(folder), parsed.GetRequiredValue(modelsDirectory), parsed.GetRequiredValue(models), chosen,
                parsed.GetValue(images), parsed.GetValue(rounds)).RunAsync(cancellationToken);
            if (parsed.GetValue(output) is { } into)
                report.Save(into, parsed.GetValue(baseline) is { } earlier ? BenchReport.Read(earlier) : null);
            if (parsed.GetValue(json))
                Console.WriteLine(report.ToJson());
            else
                report.WriteMarkdown(Console.Out);
        });
    }
}
