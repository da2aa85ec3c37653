using BatchVision.Recognition.Outputs;

namespace BatchVision.Recognition.Models;

/// <summary>What <c>model.yaml</c> says, checked for itself; <see cref="ModelRepository.Load"/> checks it against the ONNX file.</summary>
/// <param name="Name">Letters, digits, <c>. _ -</c>; the name of the folder.</param>
/// <param name="Version">Any text.</param>
/// <param name="Task">classification, detection, logo, moderation or embedding.</param>
/// <param name="License">SPDX identifier or other text; null when unstated.</param>
/// <param name="Source">Where the file came from; null when unstated.</param>
/// <param name="Sha256">Lower-case hex SHA-256 of <c>model.onnx</c>.</param>
/// <param name="Input">What the graph cannot tell about its input, and what it must agree with.</param>
/// <param name="Output">How the output is read.</param>
/// <param name="Batching">How images are gathered.</param>
public sealed record ModelManifest(
    string Name,
    string Version,
    string Task,
    string? License,
    string? Source,
    string Sha256,
    ManifestInput Input,
    OutputSpec Output,
    BatchingSpec Batching)
{
    /// <summary>Name of the manifest in a model's folder.</summary>
    public const string FileName = "model.yaml";

    /// <summary>Name of the ONNX file beside it.</summary>
    public const string OnnxFileName = "model.onnx";

    /// <summary>True for what <see cref="Sha256"/> may be: 64 hexadecimal digits.</summary>
    public static bool IsSha256(string text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigit);

    /// <summary>True for what <see cref="Name"/> may be; nothing that leads out of the repository.</summary>
    public static bool IsName(string text) => ManifestReader.IsName(text);

    /// <summary>Reads a manifest.</summary>
    /// <param name="path">Path of a <c>model.yaml</c>.</param>
    /// <exception cref="ModelException">It cannot be read; the message lists every fault found, one a line.</exception>
    public static ModelManifest Read(string path) => ManifestReader.Read(path);
}
