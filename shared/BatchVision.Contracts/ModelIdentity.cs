namespace BatchVision.Contracts;

/// <summary>Which model made a prediction.</summary>
/// <param name="Name">Name in the model repository, for example <c>mobilenetv2</c>.</param>
/// <param name="Version">Version as its manifest states it.</param>
/// <param name="Task">classification, detection, logo, moderation or embedding.</param>
/// <param name="Fingerprint">Lower-case hex SHA-256 over the ONNX file and everything that shapes its input and output.</param>
public sealed record ModelIdentity(string Name, string Version, string Task, string Fingerprint);
