namespace BatchVision.Ingest;

/// <summary>A message that a store wrote to the broker. Stores differ in form, so the body is read by the parser, not bound to members.</summary>
public sealed record BucketNotification;
