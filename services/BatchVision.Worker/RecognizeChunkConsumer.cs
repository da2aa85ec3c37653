using BatchVision.Contracts;
using MassTransit;

namespace BatchVision.Worker;

/// <summary>One chunk in, one outcome per image out. The command is acknowledged only after the outcomes are with the broker.</summary>
public sealed class RecognizeChunkConsumer(ChunkRecognizer chunks) : IConsumer<RecognizeChunk>
{
    public async Task Consume(ConsumeContext<RecognizeChunk> context)
    {
        var recognized = await chunks.RecognizeAsync(context.Message, context.CancellationToken);
        await context.Publish(recognized, context.CancellationToken);
    }
}
