using System.Security.Cryptography;
using BatchVision.Recognition.Models;

namespace BatchVision.Recognition.Tests.Models;

/// <summary>A repository of one model in a folder of its own, gone at the end of the test.</summary>
internal sealed class ModelFolder : IDisposable
{
    public const string Name = "tiny";

    public const string Yaml =
        """
        name: tiny
        version: "1"
        task: classification
        sha256: SHA
        input:
          color: rgb
          resize: {mode: stretch}
        output: {decoder: softmax, top_k: 3}
        """;

    public ModelFolder(string yaml = Yaml, byte[]? onnx = null, string labels = "red\ngreen\nblue\n")
    {
        Repository = Directory.CreateTempSubdirectory("batchvision-models-").FullName;
        Path = Directory.CreateDirectory(System.IO.Path.Combine(Repository, Name)).FullName;
        onnx ??= TinyOnnx.ChannelMeans();
        File.WriteAllBytes(FileOf("model.onnx"), onnx);
        File.WriteAllText(FileOf("labels.txt"), labels);
        File.WriteAllText(FileOf("model.yaml"), yaml.Replace("SHA", Convert.ToHexStringLower(SHA256.HashData(onnx)), StringComparison.Ordinal));
    }

    public string Repository { get; }

    public string Path { get; }

    public string FileOf(string name) => System.IO.Path.Combine(Path, name);

    public OnnxModel Load(SessionSettings? settings = null) => new ModelRepository(Repository).Load(Name, settings);

    public string LoadError(SessionSettings? settings = null) => Assert.Throws<ModelException>(() => Load(settings).Dispose()).Message;

    public void Dispose() => Directory.Delete(Repository, recursive: true);
}
