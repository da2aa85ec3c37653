using BatchVision.Contracts;
using BatchVision.Objects;
using BatchVision.ServiceDefaults;
using BatchVision.Storage;
using MassTransit;

namespace BatchVision.Ingest;

/// <summary>Hears of chunks that workers could not answer and decides what becomes of them.</summary>
public sealed partial class SuspectConsumer(SuspectChunks suspects, Ledger ledger, ILogger<SuspectConsumer> logger)
    : IConsumer<ChunkSuspected>, IConsumer<Fault<RecognizeChunk>>
{
    private const string UnknownModel = "BatchVision.Worker.UnknownModelException";

    public async Task Consume(ConsumeContext<ChunkSuspected> context)
    {
        var verdict = await suspects.SplitAsync(context.Message.ChunkId, context.CancellationToken);
        LogSuspected(context.Message.ChunkId, context.Message.JobId, context.Message.Deliveries, verdict);
    }

    public async Task Consume(ConsumeContext<Fault<RecognizeChunk>> context)
    {
        var chunk = context.Message.Message;
        var exception = context.Message.Exceptions[0];
        LogFaulted(chunk.ChunkId, chunk.JobId, exception.ExceptionType, exception.Message);
        if (exception.ExceptionType == UnknownModel)
        {
            // No try will help until a worker with the model is there; whoever starts it resumes the job.
            await suspects.RequeueAsync(chunk.ChunkId, exception.Message, context.CancellationToken);
            await ledger.PauseJobAsync(chunk.JobId, exception.Message, context.CancellationToken);
        }
        else if (IsOfTheStore(exception.ExceptionType))
        {
            await suspects.RequeueAsync(chunk.ChunkId, exception.Message, context.CancellationToken);
        }
        else if (await suspects.FaultedAsync(chunk.ChunkId, exception.Message, context.CancellationToken) == SuspectVerdict.Exhausted
            && await suspects.FailureAsync(chunk.ChunkId, ImageStatus.ModelFailed, exception.Message, context.CancellationToken) is { } failure)
        {
            await ConfirmLimit.ApplyAsync(token => context.Publish(failure, token), TimeProvider.System, context.CancellationToken);
        }
    }

    private static bool IsOfTheStore(string exceptionType) =>
        exceptionType.StartsWith("System.IO.", StringComparison.Ordinal) || exceptionType == typeof(StoreUnavailableException).FullName;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chunk {ChunkId} of job {JobId} came back unanswered {Deliveries} times: {Verdict}.")]
    private partial void LogSuspected(Guid chunkId, Guid jobId, int deliveries, SuspectVerdict verdict);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Chunk {ChunkId} of job {JobId} faulted: {ExceptionType}: {Reason}")]
    private partial void LogFaulted(Guid chunkId, Guid jobId, string exceptionType, string reason);
}
