using System.CommandLine;
using System.CommandLine.Parsing;
using BatchVision.Recognition.Models;

namespace BatchVision.Cli.Models.Pull;

/// <summary><c>bv models pull NAME</c>.</summary>
internal static class PullCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("name") { Description = "Model of the catalogue; 'bv models catalogue' lists them." };
        var directory = ModelsCommand.DirectoryOption();
        var catalogue = CatalogueCommand.CatalogueOption();
        var from = new Option<string?>("--from") { Description = "Take the file from this address (https) or path instead, where the catalogue's cannot be reached.", HelpName = "url|file" };
        var sha256 = new Option<string?>("--sha256") { Description = "Checksum to hold the file to, where the catalogue knows none.", HelpName = "hex" };
        var trustFirst = new Option<bool>("--trust-first") { Description = "Where no checksum is known, take what comes and write its checksum into model.yaml." };
        var accept = new Option<bool>("--accept-licence") { Description = "Take a model under the GPL or the AGPL." };
        var force = new Option<bool>("--force") { Description = "Fetch it again, and replace the folder of that name." };
        var json = CliJson.Option("Print the result as JSON on standard output; no progress.");
        sha256.Validators.Add(CheckSha256);
        from.Validators.Add(CheckFrom);

        var command = new Command("pull", """
            Download a model of the catalogue, check it and install it.

            What has arrived is kept when the download breaks off; the same command goes on from there. A file whose size or checksum is not that of
            the catalogue is refused, and so is a model that does not load with the catalogue's manifest.

            Example: bv models pull mobilenetv2
                     bv models pull yolox-s --models-dir /srv/models --from /media/usb/yolox_s.onnx
            """)
        { name, directory, catalogue, from, sha256, trustFirst, accept, force, json };
        command.SetAction(async (parsed, _) =>
        {
            var asJson = parsed.GetValue(json);
            var result = await ModelPull.RunAsync(
                new PullOptions(
                    parsed.GetRequiredValue(name),
                    ModelsCommand.Resolve(parsed.GetValue(directory)),
                    CatalogueCommand.Resolve(parsed.GetValue(catalogue)),
                    parsed.GetValue(from),
                    parsed.GetValue(sha256),
                    parsed.GetValue(trustFirst),
                    parsed.GetValue(accept),
                    parsed.GetValue(force),
                    asJson),
                TimeProvider.System);
            if (asJson)
                CliJson.Print(result);
            else
                Console.Out.WriteLine(Line(result));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Line(PullResult result) => result.Status == PullResult.AlreadyInstalled
        ? $"{result.Name} is already installed in {result.Path} (sha256 {result.Sha256})"
        : $"{result.Name} is installed in {result.Path}: {result.Check}"
            + (result.PinnedNow ? $"\nsha256 {result.Sha256} was taken on trust and is written into its model.yaml" : "");

    private static void CheckSha256(OptionResult option)
    {
        if (option.GetValueOrDefault<string?>() is { } text && !ModelManifest.IsSha256(text))
            option.AddError($"--sha256 takes 64 hexadecimal digits, as 'sha256sum model.onnx' prints them, not '{text}'.");
    }

    private static void CheckFrom(OptionResult option)
    {
        if (option.GetValueOrDefault<string?>() is not { } text)
            return;
        if (PullOptions.IsPath(text))
        {
            if (!File.Exists(text))
                option.AddError($"--from: there is no file '{text}'.");
        }
        else if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || !DownloadCatalogue.IsAllowed(url))
        {
            option.AddError($"--from: '{text}' is no https address (http is for this machine only) and no path.");
        }
    }
}
