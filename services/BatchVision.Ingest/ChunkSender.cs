using BatchVision.Storage;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace BatchVision.Ingest;

/// <summary>
/// Sends planned chunks within a window of unanswered ones. The order is what loses nothing: the row is committed, then the
/// message is sent and confirmed, then the row is marked. A crash between the last two sends a chunk twice, which is absorbed.
/// </summary>
public sealed partial class ChunkSender(
    Ledger ledger, ISendEndpointProvider endpoints, IngestOptions options, TimeProvider timeProvider, ILogger<ChunkSender> logger)
{
    /// <summary>Sends as much as the window lets through now. Returns the backlog that was found before.</summary>
    public async Task<Backlog> SendAsync(Job job, CancellationToken cancellationToken)
    {
        var backlog = await ledger.BacklogAsync(job, cancellationToken);
        var room = options.Window - backlog.Outstanding;
        if (backlog.Pending > 0 && room > 0)
        {
            var chunks = await ledger.PendingChunksAsync(job, room, cancellationToken);
            var endpoint = await endpoints.GetSendEndpoint(options.Endpoint);
            await Task.WhenAll(chunks.Select(chunk => endpoint.Send(chunk, cancellationToken)));
            await ledger.MarkSentAsync(chunks, cancellationToken);
            LogSent(job.JobId, chunks.Count);
        }

        return backlog;
    }

    /// <summary>Makes overdue chunks pending again, so that they are sent again.</summary>
    public async Task RequeueOverdueAsync(Job job, CancellationToken cancellationToken)
    {
        var count = await ledger.RequeueOverdueAsync(job, timeProvider.GetUtcNow() - options.Overdue, cancellationToken);
        if (count > 0)
        {
            LogOverdue(job.JobId, count);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Job {JobId}: {Chunks} chunks sent.")]
    private partial void LogSent(Guid jobId, int chunks);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId}: {Chunks} chunks had no answer in time and are sent again.")]
    private partial void LogOverdue(Guid jobId, int chunks);
}
