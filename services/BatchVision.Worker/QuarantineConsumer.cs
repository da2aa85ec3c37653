using BatchVision.Contracts;
using MassTransit;

namespace BatchVision.Worker;

/// <summary>Takes single images that may end the process, one at a time. One that did so twice here is the culprit.</summary>
public sealed class QuarantineConsumer(ChunkRecognizer chunks) : LaneConsumer(Lane.Quarantine, chunks)
{
    private readonly ChunkRecognizer _chunks = chunks;

    protected override Task ReportAsync(ConsumeContext<RecognizeChunk> context, int deliveries, CancellationToken cancellationToken) => context.Publish(
        _chunks.Fail(context.Message, ImageStatus.Poison, $"It ended {deliveries} processes that worked on it alone."), cancellationToken);
}
