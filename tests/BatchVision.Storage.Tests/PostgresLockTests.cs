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
        var written = await MeetTheAnswerAsync(chunks[0].ChunkId, _ => Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token));
        Assert.Empty(written.Chunks);
        Assert.Equal(0, await Temp.CountAsync("image"));
    }

    [Fact]
    public async Task Activate_WhileResultsAreDecided_WaitsForThem()
    {
        var policies = Own(new Policies(Temp.Database));
        var blocklist = Own(new Blocklist(Temp.Database));
        await MeetAsync(Temp.Database.Dialect.ShareModeration!, () => policies.ActivateAsync(ModerationSample.Policy(), Token));
        await MeetAsync(Temp.Database.Dialect.ShareModeration!, () => blocklist.AddAsync(ModerationSample.Hash, "stolen", Token));
        await MeetAsync(Temp.Database.Dialect.ShareModeration!, () => blocklist.RemoveAsync(ModerationSample.Hash, Token));
    }

    [Fact]
    public async Task Write_WhileThePolicyChanges_WaitsAndDecidesByTheNewOne()
    {
        await ActivateAsync();
        var (_, chunks) = await Temp.PlanAsync([ModerationSample.Objects], Sample.Images(1));
        await MeetAsync(
            $"{Temp.Database.Dialect.HoldModeration}; UPDATE policy_category SET review = 0.9",
            () => Temp.Writer.WriteAsync([ModerationSample.Result(chunks[0], ModerationSample.Objects, ("knife", 0.6f))], Token));
        Assert.Equal(["allow"], await Temp.RowsAsync("SELECT decision FROM verdict"));
    }

    [Fact]
    public async Task DecideHistory_WhileAnImageIsWritten_WaitsAndDecidesByTheNewScores()
    {
        var policies = await ActivateAsync();
        var (_, chunks) = await Temp.PlanAsync([ModerationSample.Objects], Sample.Images(1));
        await Temp.Writer.WriteAsync([ModerationSample.Result(chunks[0], ModerationSample.Objects, ("knife", 0.6f))], Token);
        await MeetAsync("UPDATE image SET width = 1; UPDATE prediction SET score = 0.1", () => policies.DecideHistoryAsync(null, Token));
        Assert.Equal(["allow"], await Temp.RowsAsync("SELECT decision FROM verdict"));
    }

    [Fact]
    public async Task Write_ImageThatAnotherIsMaking_WaitsAndMergesItsAnswer()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2));
        await MeetAsync(
            """
            INSERT INTO image (source_id, key, etag, first_seen_at, ingested_on) VALUES (1, 'folder/00001.jpg', 'v1', now(), '2026-01-05');
            INSERT INTO recognition (image_id, model_id, ingested_on, job_id, status, prediction_count, recognized_at)
            SELECT image_id, 1, ingested_on, gen_random_uuid(), 'Recognized', 4, now() FROM image;
            INSERT INTO label (model_id, class_index, name) VALUES (1, 0, 'class 0');
            INSERT INTO prediction (image_id, model_id, rank, ingested_on, label_id, score) SELECT image_id, 1, r, ingested_on, 1, 0.1 FROM image, generate_series(1, 4) r
            """,
            () => Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats], predictions: 2)], Token));
        Assert.Equal(
            ["folder/00000.jpg|640|2|0.9|2", "folder/00001.jpg|640|2|0.9|2"],
            await Temp.RowsAsync("""
                SELECT i.key, i.width, r.prediction_count, max(p.score), count(*)
                FROM image i JOIN recognition r USING (image_id, ingested_on) JOIN prediction p USING (image_id, model_id, ingested_on) GROUP BY 1, 2, 3 ORDER BY 1
                """));
    }

    [Fact]
    public async Task Write_ImageThatAnotherIsMakingInVain_AddsIt()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1));
        await MeetAsync(
            "INSERT INTO image (source_id, key, etag, first_seen_at, ingested_on) VALUES (1, 'folder/00000.jpg', 'v0', now(), '2026-01-05')",
            () => Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token), commit: false);
        Assert.Equal(["folder/00000.jpg|2"], await Temp.RowsAsync("SELECT key, count(*) FROM image JOIN prediction USING (image_id) GROUP BY 1"));
    }

    [Fact]
    public async Task Remove_ImageThatIsBeingWritten_WaitsAndLeavesNoPrediction()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token);
        await Temp.ExecuteAsync("UPDATE image SET ingested_on = '2026-01-05'");
        var retention = Own(new Retention(Temp.Database));
        // As the writer of another model does it: the image first, then what it has to say.
        await MeetAsync(
            """
            UPDATE image SET width = 1;
            INSERT INTO recognition (image_id, model_id, ingested_on, job_id, status, prediction_count, recognized_at)
            SELECT image_id, 2, ingested_on, gen_random_uuid(), 'Recognized', 1, now() FROM image;
            INSERT INTO prediction (image_id, model_id, rank, ingested_on, label_id, score) SELECT image_id, 2, 1, ingested_on, 1, 0.1 FROM image
            """,
            () => retention.RemoveAsync(new DateOnly(2026, 1, 6), null, Token));
        foreach (var table in new[] { "image", "recognition", "prediction" })
        {
            Assert.Equal((table, 0), (table, await Temp.CountAsync(table)));
        }
    }

    private async Task<Policies> ActivateAsync()
    {
        var policies = Own(new Policies(Temp.Database));
        await policies.ActivateAsync(ModerationSample.Policy(), Token);
        return policies;
    }

    private async Task<T> MeetTheAnswerAsync<T>(Func<Guid, Task<T>> act, int images = 2)
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(images));
        return await MeetTheAnswerAsync(chunks[0].ChunkId, act);
    }

    /// <summary>Closes a chunk in a transaction that commits once the other has run into it.</summary>
    private async Task<T> MeetTheAnswerAsync<T>(Guid chunkId, Func<Guid, Task<T>> act)
    {
        T result = default!;
        await MeetAsync("UPDATE chunk SET status = 'done', recognized = image_count, refs = NULL", async () => result = await act(chunkId));
        Assert.Equal(["done|1"], await Temp.RowsAsync("SELECT status, count(*) FROM chunk GROUP BY status"));
        return result;
    }

    /// <summary>Holds what a statement locks until the other has run into it, then commits, or rolls back.</summary>
    private async Task MeetAsync(string statement, Func<Task> act, bool commit = true)
    {
        await using var other = Temp.Connect();
        await other.OpenAsync(Token);
        await using var holding = await other.BeginTransactionAsync(Token);
        await using var hold = other.CreateCommand();
        (hold.CommandText, hold.Transaction) = (statement, holding);
        await hold.ExecuteNonQueryAsync(Token);

        var acting = Task.Run(act, Token);
        while (await Temp.CountAsync("pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())") == 0)
        {
            Assert.False(acting.IsCompleted, "It did not wait.");
            await Task.Delay(5, Token);
        }

        await (commit ? holding.CommitAsync(Token) : holding.RollbackAsync(Token));
        await acting;
    }
}
