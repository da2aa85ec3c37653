using BatchVision.Contracts;

namespace BatchVision.Worker;

/// <summary>Takes the back-fill lane.</summary>
public sealed class BackfillConsumer(ChunkRecognizer chunks) : LaneConsumer(Lane.Backfill, chunks);
