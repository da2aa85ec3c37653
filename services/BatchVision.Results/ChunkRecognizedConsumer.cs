using BatchVision.Contracts;
using BatchVision.Storage;
using MassTransit;

namespace BatchVision.Results;

/// <summary>Writes results in batches: one transaction, then the acknowledgements.</summary>
public sealed partial class ChunkRecognizedConsumer(RecognitionWriter writer, TimeProvider time, ILogger<ChunkRecognizedConsumer> logger)
    : IConsumer<Batch<ChunkRecognized>>
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public async Task Consume(ConsumeContext<Batch<ChunkRecognized>> context)
    {
        var results = context.Message.Select(message => message.Message).ToList();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await WriteAsync(results, context.CancellationToken);
                return;
            }
            catch (StorageUnavailableException e)
            {
                // As long as it takes: the batch stays with the broker, unacknowledged, and what comes after it waits in the queue.
                LogUnavailable(e.Message);
                var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 0.25 * Math.Pow(2, attempt)));
                await Task.Delay(pause, time, context.CancellationToken);
            }
        }
    }

    private async Task WriteAsync(List<ChunkRecognized> results, CancellationToken cancellationToken)
    {
        try
        {
            var closed = await writer.WriteAsync(results, cancellationToken);
            LogWritten(closed, results.Count);
        }
        catch (ChunkRefusedException) when (results.Count > 1)
        {
            await WriteOneByOneAsync(results, cancellationToken);
        }
    }

    /// <summary>
    /// A batch fails as a whole, and one refused result must not hold back its neighbours: they are written first, so that
    /// the error queue then holds nothing that is missing but the refused one.
    /// </summary>
    private async Task WriteOneByOneAsync(List<ChunkRecognized> results, CancellationToken cancellationToken)
    {
        ChunkRefusedException? refused = null;
        foreach (var result in results)
        {
            try
            {
                await writer.WriteAsync([result], cancellationToken);
            }
            catch (ChunkRefusedException e)
            {
                LogRefused(e.ChunkId, e.Message);
                refused = e;
            }
        }

        if (refused is not null)
        {
            throw refused;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Chunks} chunks closed by {Results} results.")]
    private partial void LogWritten(int chunks, int results);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Results wait: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Result of chunk {ChunkId} refused: {Reason}")]
    private partial void LogRefused(Guid chunkId, string reason);
}
