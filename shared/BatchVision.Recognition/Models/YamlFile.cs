using YamlDotNet.RepresentationModel;

namespace BatchVision.Recognition.Models;

/// <summary>Opens a YAML file that is one mapping; whatever keeps it from being read is a <see cref="ModelException"/>.</summary>
internal static class YamlFile
{
    private const long MaxBytes = 1 << 20;

    public static YamlMappingNode Root(string path, string firstKey)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw new ModelException($"{path}: is larger than 1 MiB; a few lines of YAML are expected");
            using var reader = new StreamReader(path);
            var errors = new List<string>();
            return YamlRoot.Parse(path, reader, $"{firstKey}: …", errors) ?? throw new ModelException(errors[0]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path}: cannot be read: {exception.Message}; check that the file exists and is readable", exception);
        }
    }
}
