using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace BatchVision.Recognition.Models;

/// <summary>The one mapping that a YAML file of ours holds.</summary>
internal static class YamlRoot
{
    /// <summary>Parses a document; null after noting why it cannot be used.</summary>
    /// <param name="file">Name for messages.</param>
    /// <param name="reader">The text.</param>
    /// <param name="start">How such a file begins, for the message.</param>
    /// <param name="errors">Takes the fault.</param>
    public static YamlMappingNode? Parse(string file, TextReader reader, string start, List<string> errors)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(reader);
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
                return root;
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
