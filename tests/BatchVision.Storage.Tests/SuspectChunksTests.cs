using BatchVision.Contracts;

namespace BatchVision.Storage.Tests;

public abstract class SuspectChunksTests(Dialect dialect) : StorageTests(dialect)
{
    private SuspectChunks _suspects = null!;

    private protected override Task PrepareAsync()
    {
        _suspects = Own(new SuspectChunks(Temp.Database));
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Split_Chunk_BecomesOneChunkAnImageOnTheQuarantineLane()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(3));

        Assert.Equal(SuspectVerdict.Split, await _suspects.SplitAsync(chunks[0].ChunkId, Token));
        Assert.Equal(SuspectVerdict.Settled, await _suspects.SplitAsync(chunks[0].ChunkId, Token));

        var pending = await Temp.Ledger.PendingChunksAsync(job, 10, Token);
        Assert.All(pending, chunk => Assert.Equal(Lane.Quarantine, chunk.Lane));
        Assert.Equal(chunks[0].Images, pending.Select(chunk => Assert.Single(chunk.Command.Images)));
        Assert.All(pending, chunk => Assert.Equal((job.JobId, chunks[0].Source), (chunk.Command.JobId, chunk.Command.Source)));
        Assert.Equal([1, 2, 3], pending.Select(chunk => chunk.Command.Ordinal));
        Assert.False(await Temp.Ledger.TryCloseJobAsync(job, Token));
        await AnswerAllAsync(job);
        Assert.True(await Temp.Ledger.TryCloseJobAsync(job, Token));
        Assert.Equal(["done|3|3|3|3"], await Temp.RowsAsync($"SELECT status, listed, recognized, chunks, chunks_done FROM {Temp.View("job_progress")}"));
    }

    [Fact]
    public async Task Split_LateAnswerOfTheWhole_ChangesNothing()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(3));
        await _suspects.SplitAsync(chunks[0].ChunkId, Token);
        Assert.Empty((await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token)).Chunks);
        await AnswerAllAsync(job);
        Assert.True(await Temp.Ledger.TryCloseJobAsync(job, Token));
    }

    [Fact]
    public async Task Split_SingleImage_MovesToTheQuarantineLaneOnce()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1));
        Assert.Equal(SuspectVerdict.Requeued, await _suspects.SplitAsync(chunks[0].ChunkId, Token));
        Assert.Equal(Lane.Quarantine, Assert.Single(await Temp.Ledger.PendingChunksAsync(job, 10, Token)).Lane);
        Assert.Equal(SuspectVerdict.Settled, await _suspects.SplitAsync(chunks[0].ChunkId, Token));
    }

    [Fact]
    public async Task Faulted_ThreeTimes_IsSplit()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2));
        var id = chunks[0].ChunkId;

        Assert.Equal(SuspectVerdict.Requeued, await _suspects.FaultedAsync(id, "Boom.", Token));
        Assert.Equal(new Backlog(1, 0), await Temp.Ledger.BacklogAsync(job, Token));
        Assert.Equal(SuspectVerdict.Requeued, await _suspects.FaultedAsync(id, "Bang.", Token));
        Assert.Equal(["pending|2|Bang."], await Temp.RowsAsync("SELECT status, attempts, error FROM chunk"));
        Assert.Equal(SuspectVerdict.Split, await _suspects.FaultedAsync(id, "Boom.", Token));
        Assert.Equal(SuspectVerdict.Settled, await _suspects.FaultedAsync(id, "Boom.", Token));
        Assert.Equal(2, (await Temp.Ledger.PendingChunksAsync(job, 10, Token)).Count);
    }

    [Fact]
    public async Task Faulted_SingleImageThreeTimes_IsAnsweredAsFailed()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats, Sample.Faces], Sample.Images(1));
        var id = chunks[0].ChunkId;
        await _suspects.FaultedAsync(id, "Boom.", Token);
        await _suspects.FaultedAsync(id, "Boom.", Token);
        Assert.Equal(SuspectVerdict.Exhausted, await _suspects.FaultedAsync(id, "Boom.", Token));

        var answer = (await _suspects.FailureAsync(id, ImageStatus.ModelFailed, "Boom.", Token))!;
        Assert.Single((await Temp.Writer.WriteAsync([answer], Token)).Chunks);

        Assert.Null(await _suspects.FailureAsync(id, ImageStatus.ModelFailed, "Boom.", Token));
        Assert.Equal(["cats|ModelFailed|Boom.", "faces|ModelFailed|Boom."], await Temp.RowsAsync(
            "SELECT m.name, r.status, r.reason FROM recognition r JOIN model m ON m.model_id = r.model_id ORDER BY 1"));
        Assert.True(await Temp.Ledger.TryCloseJobAsync(job, Token));
        Assert.Equal(1, (await Temp.Ledger.ProgressAsync(job.JobId, Token))!.Failed);
    }

    [Fact]
    public async Task Requeue_SentChunk_IsPendingAndNotCounted()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1), Sample.Images(1, 1));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[1], [Sample.Cats])], Token);
        foreach (var chunk in chunks)
        {
            await _suspects.RequeueAsync(chunk.ChunkId, "The store is away.", Token);
        }

        Assert.Equal(["pending|0|The store is away.", "done|0|"], await Temp.RowsAsync("SELECT status, attempts, error FROM chunk ORDER BY ordinal"));
    }

    [Fact]
    public async Task Suspect_ClosedOrUnknownChunk_IsLeftAlone()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token);
        foreach (var id in new[] { chunks[0].ChunkId, Guid.NewGuid() })
        {
            Assert.Equal(SuspectVerdict.Settled, await _suspects.SplitAsync(id, Token));
            Assert.Equal(SuspectVerdict.Settled, await _suspects.FaultedAsync(id, "Boom.", Token));
            Assert.Null(await _suspects.FailureAsync(id, ImageStatus.Poison, "Boom.", Token));
        }

        Assert.Equal(["done|0"], await Temp.RowsAsync("SELECT status, attempts FROM chunk"));
    }

    [Fact]
    public async Task Suspect_WhileItsAnswerIsWritten_KeepsTheBooksBalanced()
    {
        const int Chunks = 12;
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], [.. Enumerable.Range(0, Chunks).Select(i => Sample.Images(4, i * 4))]);
        var second = Own(new SuspectChunks(Temp.Database));
        var results = chunks.ConvertAll(chunk => Sample.Result(chunk, [Sample.Cats]));
        await Task.WhenAll(
            Task.Run(
                async () =>
                {
                    foreach (var batch in results.Chunk(3))
                    {
                        await Temp.Writer.WriteAsync(batch, Token);
                    }
                },
                Token),
            Task.Run(
                async () =>
                {
                    foreach (var chunk in Enumerable.Reverse(chunks))
                    {
                        await _suspects.SplitAsync(chunk.ChunkId, Token);
                    }
                },
                Token),
            Task.Run(
                async () =>
                {
                    foreach (var chunk in chunks)
                    {
                        await second.FaultedAsync(chunk.ChunkId, "Boom.", Token);
                    }
                },
                Token));

        await AnswerAllAsync(job);
        Assert.True(await Temp.Ledger.TryCloseJobAsync(job, Token));
        Assert.Equal([$"{Chunks * 4}|{Chunks * 4}|0"], await Temp.RowsAsync("SELECT listed, recognized, failed FROM job"));
        Assert.Equal(Chunks * 4, await Temp.CountAsync("image"));
        Assert.Equal(0, await Temp.CountAsync("chunk WHERE status NOT IN ('done', 'split') OR (status = 'split' AND recognized > 0)"));
        Assert.Equal(await Temp.CountAsync("chunk"), await Temp.CountAsync("(SELECT DISTINCT ordinal FROM chunk) o"));
    }

    private async Task AnswerAllAsync(Job job)
    {
        var pending = await Temp.Ledger.PendingChunksAsync(job, 1000, Token);
        await Temp.Writer.WriteAsync([.. pending.Select(chunk => Sample.Result(chunk.Command, [Sample.Cats]))], Token);
    }

    public sealed class OnSqlite() : SuspectChunksTests(Dialect.Sqlite);

    public sealed class OnPostgres() : SuspectChunksTests(Dialect.Postgres);
}
