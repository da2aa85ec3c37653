using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace BatchVision.Recognition.Models;

/// <summary>One entry of a <see cref="DownloadCatalogue"/>: where an ONNX file is published, and the manifest it is run with.</summary>
public sealed record DownloadableModel
{
    /// <summary>Name of the model and of its folder once it is installed.</summary>
    public required string Name { get; init; }

    /// <summary>As in a manifest.</summary>
    public required string Version { get; init; }

    /// <summary>As in a manifest.</summary>
    public required string Task { get; init; }

    /// <summary>Where the file is published: https, or http on this machine.</summary>
    public required Uri Url { get; init; }

    /// <summary>Lower-case hex SHA-256 of the file; null where none is known from a source that can be trusted.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Bytes of the file, exactly; 1..2^31 - 1, the most that an ONNX file can have.</summary>
    public required int Size { get; init; }

    /// <summary>SPDX identifier.</summary>
    public required string License { get; init; }

    /// <summary>What someone should know before they take it; null for nothing.</summary>
    public string? Note { get; init; }

    /// <summary>True for the GPL and the AGPL, whose terms can reach the program or service that uses the model.</summary>
    public bool IsCopyleft => License.StartsWith("AGPL-", StringComparison.Ordinal) || License.StartsWith("GPL-", StringComparison.Ordinal);

    /// <summary>Path of its labels, one a line; entries may share a file.</summary>
    public required string LabelsFile { get; init; }

    // The part of model.yaml that the catalogue states, in its own spelling.
    internal YamlMappingNode Manifest { get; init; } = [];

    /// <summary>Writes <c>labels.txt</c> and <c>model.yaml</c>; the ONNX file is the caller's.</summary>
    /// <param name="folder">Folder of the model, which exists.</param>
    /// <param name="sha256">Lower-case hex SHA-256 of the ONNX file beside them.</param>
    public void WriteTo(string folder, string sha256)
    {
        File.Copy(LabelsFile, Path.Combine(folder, "labels.txt"), overwrite: true);
        var manifest = new YamlMappingNode { { "name", Name } };
        Move("version");
        Move("task");
        manifest.Add("license", License);
        manifest.Add("source", Url.AbsoluteUri);
        manifest.Add("sha256", sha256);
        Move("input");
        Move("output");
        Move("batching");
        File.WriteAllText(Path.Combine(folder, ModelManifest.FileName), new SerializerBuilder().Build().Serialize(manifest));

        void Move(string key)
        {
            if (Manifest.Children.TryGetValue(key, out var value))
                manifest.Add(key, value);
        }
    }
}
