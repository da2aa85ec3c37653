namespace BatchVision.Api.Auth;

/// <summary>Marks endpoints that also take the key as the password of HTTP Basic.</summary>
internal sealed class TakesBasicMetadata;
