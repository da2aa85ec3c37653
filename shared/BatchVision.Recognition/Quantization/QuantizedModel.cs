using System.Security.Cryptography;
using BatchVision.Recognition.Models;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace BatchVision.Recognition.Quantization;

/// <summary>A model in int8.</summary>
/// <param name="Onnx">The ONNX file.</param>
/// <param name="Samples">Images that its ranges come from.</param>
/// <param name="Int8Nodes">Operators that compute in int8, by type.</param>
/// <param name="FloatNodes">Operators that were left in float32, by type.</param>
public sealed record QuantizedModel(byte[] Onnx, int Samples, IReadOnlyDictionary<string, int> Int8Nodes, IReadOnlyDictionary<string, int> FloatNodes)
{
    /// <summary>Writes <c>model.onnx</c>, <c>labels.txt</c> and <c>model.yaml</c>; all but name, version, source and checksum are those of the float model.</summary>
    /// <param name="original">Folder of the float model.</param>
    /// <param name="folder">Folder of the new one, which exists.</param>
    /// <param name="name">Name of the new one.</param>
    /// <param name="source">What it was made from.</param>
    public void WriteTo(string original, string folder, string name, string source)
    {
        File.WriteAllBytes(Path.Combine(folder, ModelManifest.OnnxFileName), Onnx);
        File.Copy(Path.Combine(original, "labels.txt"), Path.Combine(folder, "labels.txt"), overwrite: true);

        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(Path.Combine(original, ModelManifest.FileName))));
        var manifest = (YamlMappingNode)yaml.Documents[0].RootNode;
        Set("name", name);
        Set("version", $"{manifest["version"]}-int8");
        Set("source", source);
        Set("sha256", Convert.ToHexStringLower(SHA256.HashData(Onnx)));
        File.WriteAllText(Path.Combine(folder, ModelManifest.FileName), new SerializerBuilder().Build().Serialize(manifest));

        // Quoted: a name may look like a number.
        void Set(string key, string value) => manifest.Children[new YamlScalarNode(key)] = new YamlScalarNode(value) { Style = ScalarStyle.DoubleQuoted };
    }
}
