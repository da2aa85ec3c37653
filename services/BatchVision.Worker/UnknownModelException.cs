namespace BatchVision.Worker;

/// <summary>A chunk asks for a model that this worker has not loaded.</summary>
public sealed class UnknownModelException(string fingerprint)
    : Exception($"This worker has no model with fingerprint {fingerprint}; start it with the model repository the job was planned with.");
