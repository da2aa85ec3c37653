namespace BatchVision.Storage.Tests;

/// <summary>Writers that meet on one row, in the order that is wrong when a row is read without being held.</summary>
public sealed class PostgresLockTests() : StorageTests(Dialect.Postgres)
{
    [Fact]
    public async Task Split_WhileItsAnswerIsBeingWritten_WaitsAndFindsItDone()
    {
        var suspects = Own(new SuspectChunks(Temp.Database));
        Assert.Equal(SuspectVerdict.Settled, await MeetTheAnswerAsync(id => suspects.SplitAsync(id, Token)));
    }

    [Fact]
    public async Task Faulted_WhileItsAnswerIsBeingWritten_WaitsAndFindsItDone()
    {
        var suspects = Own(new SuspectChunks(Temp.Database));
        Assert.Equal(SuspectVerdict.Settled, await MeetTheAnswerAsync(id => suspects.FaultedAsync(id, "Boom.", Token)));
    }

    [Fact]
    public async Task Split_SingleImageWhileItsAnswerIsBeingWritten_WaitsAndFindsItDone()
    {
        var suspects = Own(new SuspectChunks(Temp.Database));
        Assert.Equal(SuspectVerdict.Settled, await MeetTheAnswerAsync(id => suspects.SplitAsync(id, Token), images: 1));
    }

    [Fact]
    public async Task Write_WhileTheSameResultIsBeingWritten_WaitsAndFindsItDone()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2));
        Assert.Equal(0, await MeetTheAnswerAsync(chunks[0].ChunkId, _ => Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token)));
        Assert.Equal(0, await Temp.CountAsync("image"));
    }

    private async Task<T> MeetTheAnswerAsync<T>(Func<Guid, Task<T>> act, int images = 2)
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(images));
        return await MeetTheAnswerAsync(chunks[0].ChunkId, act);
    }

    /// <summary>Closes a chunk in a transaction that commits once the other has run into it.</summary>
    private async Task<T> MeetTheAnswerAsync<T>(Guid chunkId, Func<Guid, Task<T>> act)
    {
        await using var other = Temp.Connect();
        await other.OpenAsync(Token);
        await using var answering = await other.BeginTransactionAsync(Token);
        await using var close = other.CreateCommand();
        (close.CommandText, close.Transaction) = ("UPDATE chunk SET status = 'done', recognized = image_count, refs = NULL", answering);
        await close.ExecuteNonQueryAsync(Token);

        var acting = Task.Run(() => act(chunkId), Token);
        while (await Temp.CountAsync("pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())") == 0)
        {
            Assert.False(acting.IsCompleted, "It did not wait.");
            await Task.Delay(5, Token);
        }

        await answering.CommitAsync(Token);
        var result = await acting;
        Assert.Equal(["done|1"], await Temp.RowsAsync("SELECT status, count(*) FROM chunk GROUP BY status"));
        return result;
    }
}
