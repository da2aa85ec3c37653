namespace BatchVision.Storage;

/// <summary>An image of a page that a model has already answered for good.</summary>
/// <param name="Key">Key of the image, in the version that was asked about.</param>
/// <param name="Fingerprint">The model.</param>
public readonly record struct SettledPair(string Key, string Fingerprint);
