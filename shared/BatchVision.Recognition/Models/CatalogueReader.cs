namespace BatchVision.Recognition.Models;

/// <summary>Reads <c>catalogue.yaml</c> and collects everything that is wrong with it.</summary>
internal static class CatalogueReader
{
    public static DownloadCatalogue Read(string path)
    {
        var errors = new List<string>();
        var text = YamlFile.Text(path, "a few lines of YAML are expected", errors);
        var models = YamlFile.Fields(path, text, "models: …", errors) is { } fields ? Models(fields, path) : [];
        return errors.Count == 0 ? new DownloadCatalogue(path, models) : throw new ModelException(string.Join('\n', errors));
    }

    private static List<DownloadableModel> Models(YamlFields fields, string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var models = new List<DownloadableModel>();
        foreach (var entry in fields.Mappings("models"))
        {
            if (Model(entry, folder) is not { } model)
                continue;
            // Names become folders, and some file systems tell no case.
            if (!names.Add(model.Name))
                entry.Fault<string>("name", $"is '{model.Name}', as before", "give each model a name of its own");
            models.Add(model);
        }

        fields.RejectUnknown();
        return models;
    }

    // Returns null only after noting a fault.
    private static DownloadableModel? Model(YamlFields fields, string folder)
    {
        var name = ManifestReader.Name(fields);
        var url = Url(fields);
        var sha256 = ManifestReader.Sha256(fields, required: false);
        var size = fields.Integer("size", 1, int.MaxValue, required: true);
        var license = fields.Text("license", required: true);
        var labels = Labels(fields, folder);
        var note = fields.Text("note");
        var manifest = fields.Mapping("manifest", required: true);
        var body = manifest is null ? null : ManifestReader.Body(manifest);
        manifest?.RejectUnknown();
        fields.RejectUnknown();

        return name is null || url is null || size is null || license is null || labels is null || body is null
            ? null
            : new DownloadableModel
            {
                Name = name,
                Version = body.Version,
                Task = body.Task,
                Url = url,
                Sha256 = sha256,
                Size = size.Value,
                License = license,
                Note = note,
                LabelsFile = labels,
                Manifest = manifest!.Node,
            };
    }

    private static Uri? Url(YamlFields fields)
    {
        if (fields.Text("url", required: true) is not { } text)
            return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && DownloadCatalogue.IsAllowed(url)
            ? url
            : fields.Fault<Uri>("url", $"is '{text}'", "give an https address; http is for this machine only");
    }

    private static string? Labels(YamlFields fields, string folder)
    {
        if (fields.Text("labels", required: true) is not { } text)
            return null;
        var file = Path.Combine(folder, text);
        return File.Exists(file) ? file : fields.Fault<string>("labels", $"is '{text}', but there is no file {file}", "name a file beside the catalogue, one label a line");
    }
}
