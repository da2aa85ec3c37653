using BatchVision.Contracts;

namespace BatchVision.Worker;

/// <summary>One image at a time, and none waiting: what the process held when it died is to blame.</summary>
public sealed class QuarantineConsumerDefinition(WorkerOptions options) : LaneConsumerDefinition<QuarantineConsumer>(Lane.Quarantine, 1, options);
