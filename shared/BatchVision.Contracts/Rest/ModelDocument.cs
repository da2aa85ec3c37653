namespace BatchVision.Contracts.Rest;

/// <summary>A model that a worker has offered.</summary>
/// <param name="Name">Name that jobs ask for.</param>
/// <param name="Version">Version as its manifest states it.</param>
/// <param name="Task">classification, detection, logo, moderation or embedding.</param>
/// <param name="Fingerprint">Lower-case hex SHA-256 over the ONNX file and everything that shapes its input and output.</param>
/// <param name="Newest">True for the one that the name alone means.</param>
public sealed record ModelDocument(string Name, string Version, string Task, string Fingerprint, bool Newest);
