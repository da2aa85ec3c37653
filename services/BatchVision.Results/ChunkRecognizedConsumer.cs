using System.Diagnostics;
using BatchVision.Contracts;
using BatchVision.Storage;
using MassTransit;
using MassTransit.Logging;

namespace BatchVision.Results;

/// <summary>Writes results in batches: one transaction, then the acknowledgements.</summary>
public sealed partial class ChunkRecognizedConsumer(RecognitionWriter writer, TimeProvider time, ILogger<ChunkRecognizedConsumer> logger)
    : IConsumer<Batch<ChunkRecognized>>
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    public async Task Consume(ConsumeContext<Batch<ChunkRecognized>> context)
    {
        using var span = StartSpan(context);
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

    /// <summary>
    /// A root of its own with a link to each chunk: left alone, MassTransit would put the batch into the trace of its last message. That a chunk's
    /// rows are there shows in its own trace by the end of the span that received it.
    /// </summary>
    private static Activity? StartSpan(ConsumeContext<Batch<ChunkRecognized>> context)
    {
        var links = context.Message
            .Select(message => ActivityContext.TryParse(message.Headers.Get<string>(DiagnosticHeaders.ActivityId), null, isRemote: true, out var chunk) ? chunk : default)
            .Where(chunk => chunk != default)
            .Select(chunk => new ActivityLink(chunk))
            .ToList();
        Activity.Current = null;
        return ResultsTelemetry.Source.StartActivity("write rows", ActivityKind.Internal, default(ActivityContext), links: links);
    }

    private async Task WriteOnceAsync(List<ChunkRecognized> results, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var written = await writer.WriteAsync(results, cancellationToken);
        ResultsTelemetry.Write.Record(time.GetElapsedTime(started).TotalSeconds);
        ResultsTelemetry.BatchSize.Record(results.Count);
        ResultsTelemetry.Count(written, time.GetUtcNow());
        LogWritten(written.Chunks.Count, results.Count);
    }

    private async Task WriteAsync(List<ChunkRecognized> results, CancellationToken cancellationToken)
    {
        try
        {
            await WriteOnceAsync(results, cancellationToken);
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
                await WriteOnceAsync([result], cancellationToken);
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
