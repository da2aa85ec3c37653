using System.Diagnostics;
using BatchVision.Contracts;
using BatchVision.ServiceDefaults;
using BatchVision.Storage;
using MassTransit;

namespace BatchVision.Ingest;

/// <summary>
/// Sends planned chunks within a window of unanswered ones. The order is what loses nothing: the row is committed, then the
/// message is sent and confirmed, then the row is marked. A crash between the last two sends a chunk twice, which is absorbed.
/// </summary>
public sealed partial class ChunkSender(
    Ledger ledger, ISendEndpointProvider endpoints, IngestOptions options, TimeProvider time, ILogger<ChunkSender> logger)
{
    /// <summary>Sends as much as the window lets through now, and no more images than allowed. Returns the backlog that was found before and what was sent.</summary>
    public async Task<(Backlog Backlog, int Images)> SendAsync(Job job, int maxImages, CancellationToken cancellationToken)
    {
        var backlog = await ledger.BacklogAsync(job, cancellationToken);
        var room = options.Window - backlog.Outstanding;
        if (backlog.Pending == 0 || room <= 0 || maxImages <= 0)
        {
            return (backlog, 0);
        }

        var chunks = await ledger.PendingChunksAsync(job, room, cancellationToken);
        var images = 0;
        // The first chunk always goes: a limit below the size of a chunk makes it rarer, not impossible.
        var allowed = chunks.TakeWhile((chunk, i) => (images += chunk.Command.Images.Count) <= maxImages || i == 0).ToList();
        await Task.WhenAll(allowed.Select(async chunk =>
        {
            // The trace of the page that listed it, maybe days ago and in another process.
            ActivityContext.TryParse(chunk.TraceParent, null, isRemote: true, out var page);
            using var span = IngestTelemetry.Source.StartActivity("send chunk", ActivityKind.Internal, page);
            span?.SetTag("batchvision.chunk.id", chunk.Command.ChunkId);
            // By exchange: a "queue:" address would declare the queue, with arguments that need not be those it has.
            var endpoint = await endpoints.GetSendEndpoint(new Uri($"exchange:{chunk.Lane.Queue()}"));
            await ConfirmLimit.ApplyAsync(token => endpoint.Send(chunk.Command, token), time, cancellationToken);
            IngestTelemetry.ChunksSent.Add(1, IngestTelemetry.LaneTag(chunk.Lane));
        }));
        await ledger.MarkSentAsync(allowed, cancellationToken);
        LogSent(job.JobId, allowed.Count);
        return (backlog, allowed.Sum(chunk => chunk.Command.Images.Count));
    }

    /// <summary>Makes overdue chunks pending again, so that they are sent again.</summary>
    public async Task RequeueOverdueAsync(Job job, CancellationToken cancellationToken)
    {
        var count = await ledger.RequeueOverdueAsync(job, options.Overdue, cancellationToken);
        if (count > 0)
        {
            IngestTelemetry.ChunksOverdue.Add(count);
            LogOverdue(job.JobId, count);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Job {JobId}: {Chunks} chunks sent.")]
    private partial void LogSent(Guid jobId, int chunks);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId}: {Chunks} chunks had no answer in time and are sent again.")]
    private partial void LogOverdue(Guid jobId, int chunks);
}
