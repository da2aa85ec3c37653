namespace BatchVision.Recognition.Models;

/// <summary>How images are gathered into batches. No part of the fingerprint: it changes the speed, not the answer.</summary>
/// <param name="MaxBatchSize">1..1024; null leaves it to the execution provider's default.</param>
/// <param name="MaxQueueDelay">How long an image may wait for others, 0..10 s; null leaves it to the default.</param>
public sealed record BatchingSpec(int? MaxBatchSize = null, TimeSpan? MaxQueueDelay = null);
