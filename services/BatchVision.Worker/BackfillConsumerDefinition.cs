using BatchVision.Contracts;

namespace BatchVision.Worker;

/// <summary>One chunk ending, one in the middle, one starting: the pipeline never runs dry between two chunks.</summary>
public sealed class BackfillConsumerDefinition(WorkerOptions options) : LaneConsumerDefinition<BackfillConsumer>(Lane.Backfill, 3, options);
