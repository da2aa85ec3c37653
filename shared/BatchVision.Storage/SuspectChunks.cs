using System.Text.Json;
using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>
/// Chunks that workers could not answer. One that ended its worker, or failed too often, is split: each of its images becomes a
/// chunk on the quarantine lane, where the one that is to blame is alone.
/// </summary>
/// <param name="database">A migrated database.</param>
/// <param name="timeProvider">Clock of the timestamps; the system's by default.</param>
public sealed class SuspectChunks(Database database, TimeProvider? timeProvider = null) : IAsyncDisposable
{
    /// <summary>Tries of a chunk before it is split, and of a single image before it is given up.</summary>
    private const int MaxAttempts = 3;

    private readonly Session _session = database.OpenSession(timeProvider ?? TimeProvider.System);

    /// <summary>Splits a chunk that may hold an image which ends the process. A single image is left to the quarantine lane.</summary>
    public Task<SuspectVerdict> SplitAsync(Guid chunkId, CancellationToken cancellationToken) => _session.WriteAsync(
        async token => await LockAsync(chunkId, token) switch
        {
            null => SuspectVerdict.Settled,
            { Command.Images.Count: 1 } chunk => await QuarantineAsync(chunk, token),
            var chunk => await SplitAsync(chunk, token),
        },
        cancellationToken);

    /// <summary>Counts a failure of a chunk and decides what becomes of it.</summary>
    public Task<SuspectVerdict> FaultedAsync(Guid chunkId, string reason, CancellationToken cancellationToken)
    {
        const string Count = "UPDATE chunk SET attempts = attempts + 1, error = @reason, status = 'pending', sent_at = NULL WHERE chunk_id = @chunk_id";
        return _session.WriteAsync(
            async token =>
            {
                if (await LockAsync(chunkId, token) is not { } chunk)
                {
                    return SuspectVerdict.Settled;
                }

                if (chunk.Attempts + 1 < MaxAttempts)
                {
                    await _session.ExecuteAsync(Count, token, ("@chunk_id", chunkId), ("@reason", reason));
                    return SuspectVerdict.Requeued;
                }

                return chunk.Command.Images.Count == 1 ? SuspectVerdict.Exhausted : await SplitAsync(chunk, token);
            },
            cancellationToken);
    }

    /// <summary>Makes a chunk pending again without counting a failure: the fault was not its own.</summary>
    public Task RequeueAsync(Guid chunkId, string reason, CancellationToken cancellationToken) => _session.WriteAsync(
        token => _session.ExecuteAsync(
            "UPDATE chunk SET status = 'pending', sent_at = NULL, error = @reason WHERE chunk_id = @chunk_id AND status = 'sent'",
            token, ("@chunk_id", chunkId), ("@reason", reason)),
        cancellationToken);

    /// <summary>The answer of a chunk whose every image failed for one reason: what is left to say when no worker can.</summary>
    public Task<ChunkRecognized?> FailureAsync(Guid chunkId, ImageStatus status, string reason, CancellationToken cancellationToken)
    {
        const string Select = "SELECT name, version, task, fingerprint FROM model";
        return _session.WriteAsync(
            async token =>
            {
                if (await LockAsync(chunkId, token) is not { Command: var command })
                {
                    return null;
                }

                var models = await _session.QueryAsync(
                    Select, r => new ModelIdentity(r.GetString(0), r.GetString(1), r.GetString(2), r.GetString(3)), token);
                return new ChunkRecognized(
                    command.ChunkId, command.JobId, command.Ordinal, command.Source,
                    [.. models.Where(model => command.Models.Contains(model.Fingerprint))],
                    [.. command.Images.Select(image => new ImageOutcome(image.Key, image.ETag, status, reason, null, []))]);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _session.DisposeAsync();

    // The job first, as every writer of its chunks does; then the chunk, which a result may be closing. Null when it is no longer open.
    private async Task<OpenChunk?> LockAsync(Guid chunkId, CancellationToken token)
    {
        const string LockJob = """
            UPDATE job SET listed = listed WHERE job_id = (SELECT c.job_id FROM chunk c WHERE c.chunk_id = @chunk_id)
            """;
        var select = $"""
            SELECT c.job_id, c.ordinal, s.uri, c.models, c.refs, c.lane, c.attempts, c.listed_at
            FROM chunk c JOIN source s ON s.source_id = c.source_id
            WHERE c.chunk_id = @chunk_id AND c.status IN ('pending', 'sent') {_session.Dialect.ForUpdate("c")}
            """;
        await _session.ExecuteAsync(LockJob, token, ("@chunk_id", chunkId));
        var found = await _session.QueryAsync(
            select,
            r => new OpenChunk(
                new RecognizeChunk(
                    chunkId, r.GetGuid(0), r.GetInt32(1), r.GetString(2),
                    JsonSerializer.Deserialize(r.GetString(3), StorageJson.Default.IReadOnlyListString)!,
                    JsonSerializer.Deserialize(r.GetString(4), StorageJson.Default.IReadOnlyListImageRef)!),
                JobTable.LaneOf(r.GetString(5)), r.GetInt32(6), r.IsDBNull(7) ? null : r.GetFieldValue<DateTimeOffset>(7)),
            token, ("@chunk_id", chunkId));
        return found.SingleOrDefault();
    }

    private async Task<SuspectVerdict> SplitAsync(OpenChunk chunk, CancellationToken token)
    {
        const string Close = "UPDATE chunk SET status = 'split', refs = NULL WHERE chunk_id = @chunk_id";
        var command = chunk.Command;
        await _session.ExecuteAsync(Close, token, ("@chunk_id", command.ChunkId));
        await ChunkTable.InsertAsync(
            _session, command.JobId, command.Source, Lane.Quarantine, chunk.ListedAt,
            [.. command.Images.Select(image => new PlannedChunk(command.Models, [image]))], token);
        return SuspectVerdict.Split;
    }

    private async Task<SuspectVerdict> QuarantineAsync(OpenChunk chunk, CancellationToken token)
    {
        const string Move = "UPDATE chunk SET lane = 'quarantine', status = 'pending', sent_at = NULL WHERE chunk_id = @chunk_id";
        if (chunk.Lane == Lane.Quarantine)
        {
            return SuspectVerdict.Settled;
        }

        await _session.ExecuteAsync(Move, token, ("@chunk_id", chunk.Command.ChunkId));
        return SuspectVerdict.Requeued;
    }

    private sealed record OpenChunk(RecognizeChunk Command, Lane Lane, int Attempts, DateTimeOffset? ListedAt);
}
