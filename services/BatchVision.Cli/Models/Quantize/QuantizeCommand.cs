using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using BatchVision.Recognition.Models;

namespace BatchVision.Cli.Models.Quantize;

/// <summary><c>bv models quantize NAME</c>.</summary>
internal static class QuantizeCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("name") { Description = "Float32 model of the repository; 'bv models list' shows them." };
        var images = new Option<string>("--images") { Description = "Folder of images such as the model will see, subfolders included.", HelpName = "folder", Required = true };
        var name = new Option<string?>("--name") { Description = "Name of the int8 model. Default: NAME-int8.", HelpName = "new" };
        var directory = ModelsCommand.DirectoryOption();
        var samples = new Option<int>("--samples")
        {
            Description = "Most images to measure on, and most to compare on; each gets half of the folder at most.",
            DefaultValueFactory = _ => QuantizeOptions.DefaultSamples,
        };
        var minimum = new Option<double>("--min-agreement")
        {
            Description = "Least share of answers, 0..1, that must be those of the float model on images it was not measured on; below it nothing is installed.",
            DefaultValueFactory = _ => QuantizeOptions.DefaultMinAgreement,
        };
        var bits = new Option<int>("--weight-bits")
        {
            Description = "8, or 7 where the model will run on x64 processors without VNNI (before Cascade Lake and Zen 4), whose sums of 8-bit weights overflow.",
            DefaultValueFactory = _ => 8,
        };
        var force = new Option<bool>("--force") { Description = "Replace the folder of that name." };
        var json = CliJson.Option("Print the result as JSON on standard output; no progress.");
        samples.Validators.Add(option => Check(option, samples, value => value is >= 1 and <= 100_000, "--samples takes 1 to 100000."));
        minimum.Validators.Add(option => Check(option, minimum, value => value is >= 0 and <= 1, "--min-agreement takes 0 to 1, such as 0.95."));
        bits.Validators.Add(option => Check(option, bits, value => value is 7 or 8, "--weight-bits takes 7 or 8."));
        name.Validators.Add(option => Check(option, name, ModelManifest.IsName!, "--name takes letters, digits, '.', '_' and '-', at most 100, the first a letter or digit."));
        images.Validators.Add(option => Check(option, images, Directory.Exists, "--images: there is no such folder."));

        var command = new Command("quantize", """
            Make an int8 model of a float32 model: a quarter of the size, and about half of the CPU time where the processor multiplies bytes (VNNI).

            The ranges of its tensors are measured on a part of the images, and its answers compared with those of the float model on another. It gets a
            folder and a fingerprint of its own; the float model stays.

            Example: bv models quantize mobilenetv2 --images /srv/photographs
                     bv models quantize mobilenetv2 --images s3-sample/ --name mobilenetv2-fast --min-agreement 0.97
            """)
        { model, images, name, directory, samples, minimum, bits, force, json };
        command.SetAction(async (parsed, _) =>
        {
            var source = parsed.GetRequiredValue(model);
            var asJson = parsed.GetValue(json);
            var result = await ModelQuantize.RunAsync(new QuantizeOptions(
                source,
                parsed.GetValue(name) ?? $"{source}-int8",
                ModelsCommand.Resolve(parsed.GetValue(directory)),
                parsed.GetRequiredValue(images),
                parsed.GetValue(samples),
                parsed.GetValue(minimum),
                parsed.GetValue(bits),
                parsed.GetValue(force),
                asJson));
            if (asJson)
                CliJson.Print(result);
            else
                Console.Out.WriteLine(Lines(result));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Lines(QuantizeResult result) => string.Create(CultureInfo.InvariantCulture, $"""
        {result.Name} is installed in {result.Path}
        agreement     {result.Agreement:P1} of {result.ComparedAnswers} answers on {result.ComparedImages} other images; scores differ by {result.MeanScoreDifference:0.000} on the average
        CPU time      {result.FloatCpuMilliseconds:0.0} -> {result.Int8CpuMilliseconds:0.0} ms an image in the model{(result.IsFaster ? "" : ": it is no faster here, so keep the float model")}
        size          {ByteText.Of(result.FloatBytes)} -> {ByteText.Of(result.Int8Bytes)}
        in int8       {Text(result.Int8Operators)}
        in float32    {Text(result.FloatOperators)}
        golden        {result.Golden}
        """);

    private static string Text(IReadOnlyDictionary<string, int> operators) =>
        operators.Count == 0 ? "none" : string.Join(", ", operators.Select(pair => $"{pair.Value} {pair.Key}"));

    private static void Check<T>(OptionResult option, Option<T> of, Func<T, bool> isValid, string message)
    {
        // A value that is not even of the type has its error already.
        if (!option.Errors.Any() && option.GetValue(of) is { } value && !isValid(value))
            option.AddError(message);
    }
}
