using System.Globalization;
using BatchVision.Contracts;
using BatchVision.ServiceDefaults;
using MassTransit;

namespace BatchVision.Worker;

/// <summary>
/// One chunk in, one outcome per image out. The command is acknowledged only after the outcomes are with the broker.
/// A chunk that came back unanswered twice may have ended the processes that had it: it is not touched, but reported.
/// </summary>
public abstract class LaneConsumer(Lane lane, ChunkRecognizer chunks) : IConsumer<RecognizeChunk>
{
    private const int SuspectDeliveries = 2;

    public async Task Consume(ConsumeContext<RecognizeChunk> context)
    {
        if (context.SentTime is { } sent)
        {
            // Two clocks: what seems to come from the future has not waited.
            WorkerTelemetry.QueueWait.Record(Math.Max(0, (DateTime.UtcNow - sent).TotalSeconds), WorkerTelemetry.LaneTag(lane));
        }

        var deliveries = EarlierDeliveries(context);
        if (deliveries >= SuspectDeliveries)
        {
            await ConfirmLimit.ApplyAsync(token => ReportAsync(context, deliveries, token), TimeProvider.System, context.CancellationToken);
            return;
        }

        var recognized = await chunks.RecognizeAsync(context.Message, lane, context.CancellationToken);
        await ConfirmLimit.ApplyAsync(token => context.Publish(recognized, token), TimeProvider.System, context.CancellationToken);
    }

    /// <summary>Somewhere in the chunk is an image that ends the process; alone, it will be known.</summary>
    protected virtual Task ReportAsync(ConsumeContext<RecognizeChunk> context, int deliveries, CancellationToken cancellationToken) =>
        context.Publish(new ChunkSuspected(context.Message.ChunkId, context.Message.JobId, deliveries), cancellationToken);

    // Counted by quorum queues, on every return to the queue but the first hand-out; other transports never hand out twice.
    private static int EarlierDeliveries(ConsumeContext context) =>
        context.ReceiveContext.TransportHeaders.TryGetHeader("x-delivery-count", out var value)
            ? Convert.ToInt32(value, CultureInfo.InvariantCulture)
            : 0;
}
