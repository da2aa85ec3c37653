using BatchVision.Contracts;

namespace BatchVision.Worker;

/// <summary>Takes the live lane.</summary>
public sealed class LiveConsumer(ChunkRecognizer chunks) : LaneConsumer(Lane.Live, chunks);
