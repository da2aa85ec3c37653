using System.CommandLine;
using BatchVision.Recognition.Models;
using Spectre.Console;

namespace BatchVision.Cli.Models.Pull;

/// <summary><c>bv models catalogue</c>.</summary>
internal static class CatalogueCommand
{
    public static Option<string?> CatalogueOption() => new("--catalogue")
    {
        Description = "Catalogue of models. Default: $BATCHVISION_CATALOGUE, else the one that came with this program.",
        HelpName = "file",
    };

    public static string Resolve(string? catalogue) =>
        catalogue ?? (Environment.GetEnvironmentVariable("BATCHVISION_CATALOGUE") is { Length: > 0 } named
            ? named
            : Path.Combine(AppContext.BaseDirectory, "models", "catalogue.yaml"));

    public static Command Create()
    {
        var directory = ModelsCommand.DirectoryOption();
        var catalogue = CatalogueOption();
        var json = CliJson.Option();
        var command = new Command("catalogue", "List the models that 'bv models pull' can download, with licence and size.") { directory, catalogue, json };
        command.SetAction(parsed =>
        {
            var models = DownloadCatalogue.Read(Resolve(parsed.GetValue(catalogue))).Models;
            var folder = ModelsCommand.Resolve(parsed.GetValue(directory));
            if (parsed.GetValue(json))
            {
                CliJson.Print(models.Select(model => new
                {
                    model.Name,
                    model.Version,
                    model.Task,
                    model.Size,
                    model.License,
                    Copyleft = model.IsCopyleft,
                    model.Sha256,
                    Url = model.Url.AbsoluteUri,
                    model.Note,
                    Installed = IsInstalled(folder, model),
                }).ToArray());
                return ExitCode.Done;
            }

            var table = new Table().Border(TableBorder.Minimal).AddColumns("Model", "Task", "Size", "Licence", "Checksum", "Installed");
            foreach (var model in models)
            {
                table.AddRow(
                    model.Name.EscapeMarkup(),
                    model.Task.EscapeMarkup(),
                    ByteText.Of(model.Size),
                    model.IsCopyleft ? $"[yellow]{model.License.EscapeMarkup()} (copyleft)[/]" : model.License.EscapeMarkup(),
                    model.Sha256 is null ? "[yellow]unknown[/]" : "known",
                    IsInstalled(folder, model) ? "yes" : "");
            }

            CliTable.Print(table);
            return ExitCode.Done;
        });
        return command;
    }

    private static bool IsInstalled(string folder, DownloadableModel model) => File.Exists(Path.Combine(folder, model.Name, ModelManifest.FileName));
}
