using System.Diagnostics;
using System.Text.Json;
using BatchVision.Contracts;

namespace BatchVision.Storage;

/// <summary>How chunks are added and split. To be called inside a write of the session, after the row of the job was updated.</summary>
internal static class ChunkTable
{
    private static readonly RowShape ChunkShape = new(
        ("ordinal", ColumnType.Integer), ("chunk_id", ColumnType.Guid), ("models", ColumnType.Text),
        ("refs", ColumnType.Text), ("image_count", ColumnType.Integer));

    /// <summary>
    /// Adds chunks with the next ordinals of the job. The update of the job before holds its row, so two writers cannot take
    /// the same ordinal. Their trace is that of the current activity: whoever sends them, later and elsewhere, goes on with it.
    /// </summary>
    public static async Task InsertAsync(
        Session session, Guid jobId, string root, Lane lane, DateTimeOffset? listedAt, IReadOnlyList<PlannedChunk> chunks, CancellationToken cancellationToken)
    {
        if (chunks.Count == 0)
        {
            return;
        }

        const string Next = "SELECT COALESCE(max(ordinal) + 1, 0) FROM chunk WHERE job_id = @job_id";
        var insert = $"""
            INSERT INTO chunk (job_id, ordinal, chunk_id, source_id, lane, models, refs, image_count, status, attempts, recognized, failed, listed_at, trace_parent)
            SELECT @job_id, r.ordinal, r.chunk_id, @source_id, @lane, r.models, r.refs, r.image_count, 'pending', 0, 0, 0, @listed_at, @trace_parent
            FROM {session.Dialect.From(ChunkShape)} r
            """;
        var first = (await session.QueryAsync(Next, r => r.GetInt32(0), cancellationToken, ("@job_id", jobId)))[0];
        var rows = new RowSet(ChunkShape);
        foreach (var (i, chunk) in chunks.Index())
        {
            rows.Add(
                first + i,
                ChunkIds.Create(jobId, first + i),
                JsonSerializer.Serialize(chunk.Models, StorageJson.Default.IReadOnlyListString),
                JsonSerializer.Serialize(chunk.Images, StorageJson.Default.IReadOnlyListImageRef),
                chunk.Images.Count);
        }

        var sourceId = await new Catalog(session).SourceAsync(root, cancellationToken);
        await session.ExecuteAsync(
            insert, rows, cancellationToken, ("@job_id", jobId), ("@source_id", sourceId), ("@lane", lane.Name()),
            ("@listed_at", listedAt), ("@trace_parent", Activity.Current?.Id));
    }
}
