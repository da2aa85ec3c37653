using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BatchVision.Recognition.Models;

/// <summary>Files of ours that are one YAML mapping. What keeps one from being read is noted; each kind of file has an exception of its own.</summary>
internal static class YamlFile
{
    private const long MaxBytes = 1 << 20;

    /// <summary>The text of a file; null after noting why it cannot be had.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What such a file holds, for the message about one that is too large.</param>
    /// <param name="errors">Takes the fault.</param>
    public static string? Text(string path, string expected, List<string> errors)
    {
        try
        {
            if (new FileInfo(path).Length <= MaxBytes)
                return File.ReadAllText(path);
            errors.Add($"{path}: is larger than 1 MiB; {expected}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{path}: cannot be read: {exception.Message}; check that the file exists and is readable");
        }

        return null;
    }

    /// <summary>The fields of a document; null after noting why there are none.</summary>
    /// <param name="file">Name for messages.</param>
    /// <param name="text">The document; null where its fault is noted already.</param>
    /// <param name="start">How such a file begins, for the message.</param>
    /// <param name="errors">Takes the fault, and those of the fields.</param>
    public static YamlFields? Fields(string file, string? text, string start, List<string> errors)
    {
        if (text is null)
            return null;
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
                return new YamlFields(file, "", root, errors);
            errors.Add($"{file}: is not one YAML mapping; start it with '{start}'");
        }
        catch (YamlException exception)
        {
            // A duplicate key arrives here too: "Duplicate key name".
            var reason = (exception.InnerException ?? exception).Message.ReplaceLineEndings(" ");
            errors.Add($"{file}:{exception.Start.Line}: is not valid YAML: {reason}; mend the line");
        }

        return null;
    }
}
