using BatchVision.TestServers;

namespace BatchVision.Storage.Tests;

/// <summary>Connections that are cut and servers that end, at every point where it matters.</summary>
public sealed class PostgresOutageTests() : StorageTests(Dialect.Postgres)
{
    private const string Insert = "INSERT INTO source (uri) VALUES (@uri)";

    [Fact]
    public async Task Write_CutInTheMiddle_IsDoneAgainFromItsStart()
    {
        var session = Own(Temp.Database.OpenSession(TimeProvider.System));
        var tries = 0;
        var result = await session.WriteAsync(
            async token =>
            {
                await session.ExecuteAsync(Insert, token, ("@uri", "first"));
                if (++tries == 1)
                {
                    await CutAsync(session, token);
                }

                await session.ExecuteAsync(Insert, token, ("@uri", "second"));
                return tries;
            },
            Token);
        Assert.Equal((2, 1), (result, session.Rollbacks));
        Assert.Equal(["first", "second"], await Temp.RowsAsync("SELECT uri FROM source ORDER BY uri"));
    }

    [Fact]
    public async Task Write_CutEachTime_IsUnavailableAndWritesNothing()
    {
        var session = Own(Temp.Database.OpenSession(TimeProvider.System));
        var tries = 0;
        await Assert.ThrowsAsync<StorageUnavailableException>(() => session.WriteAsync(
            async token =>
            {
                tries++;
                await session.ExecuteAsync(Insert, token, ("@uri", "first"));
                await CutAsync(session, token);
                return await session.ExecuteAsync(Insert, token, ("@uri", "second"));
            },
            Token));
        Assert.Equal(6, tries);
        Assert.Equal(0, await Temp.CountAsync("source"));
        Assert.Equal(1, await session.WriteAsync(token => session.ExecuteAsync(Insert, token, ("@uri", "third")), Token));
    }

    [Fact]
    public async Task Read_OnAConnectionThatWasCut_IsRepeatedOnANewOne()
    {
        var session = Own(Temp.Database.OpenSession(TimeProvider.System));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal([1], await session.ReadAsync(token => session.QueryAsync("SELECT 1", r => r.GetInt32(0), token), Token));
            await session.ReadAsync(
                async token =>
                {
                    await CutAsync(session, token);
                    return true;
                },
                Token);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Write_CutAtItsCommit_IsDoneOnce(bool heard)
    {
        await Temp.OfferAsync(Sample.Cats);
        await using var cutter = new CommitCutter(Temp.Address, heard);
        await using var database = Database.Open(cutter.ConnectionString);
        await using var jobs = new Jobs(database);
        var job = await jobs.SubmitAsync(new JobSubmission("s3://bucket/a/", []), Token);
        Assert.True(cutter.HasCut);
        Assert.Equal([$"{job.JobId}"], await Temp.RowsAsync("SELECT job_id FROM job"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Page_CutAtItsCommit_IsNotTakenForAnotherPlanners(bool heard)
    {
        var job = await Temp.StartAsync(Sample.Cats);
        await using var cutter = new CommitCutter(Temp.Address, heard);
        await using var database = Database.Open(cutter.ConnectionString);
        await using var ledger = new Ledger(database);
        var after = await ledger.RecordPageAsync(
            job, new PlannedPage("file:///pictures/", [new PlannedChunk(job.Models, Sample.Images(3))], 3, 0, 0, "k", false), Token);
        Assert.True(cutter.HasCut);
        Assert.Equal(("k", 3L), (after.Checkpoint, after.Listed));
        Assert.Equal(1, await Temp.CountAsync("chunk"));
    }

    [Fact]
    public async Task Result_CutAtItsCommit_ForgetsTheRowsThatAreNotThere()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1), Sample.Images(1, 1));
        await using var cutter = new CommitCutter(Temp.Address, heard: false);
        await using var database = Database.Open(cutter.ConnectionString);
        await using var writer = new RecognitionWriter(database);
        // Its labels are new: the ids that the first try saw were rolled back with it.
        Assert.Single((await writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token)).Chunks);
        Assert.Single((await writer.WriteAsync([Sample.Result(chunks[1], [Sample.Cats])], Token)).Chunks);
        Assert.True(cutter.HasCut);
        Assert.Equal(["class 0|2", "class 1|2"], await Temp.RowsAsync($"SELECT label, images FROM {Temp.View("label_counts")} ORDER BY label"));
    }

    [Fact]
    public async Task Use_ServerKilled_IsUnavailableUntilItIsBack()
    {
        var server = await ServerAsync();
        var temp = Own(TempDatabase.On(await server.CreateDatabaseAsync(Token)));
        await temp.Database.MigrateAsync(Token);
        var job = await temp.StartAsync(Sample.Cats);

        await server.KillAsync(Token);
        var e = await Assert.ThrowsAsync<StorageUnavailableException>(() => temp.Ledger.ProgressAsync(job.JobId, Token));
        Assert.Contains("cannot be reached", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => temp.Ledger.PauseJobAsync(job.JobId, "Away.", Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => temp.Database.CheckAsync(Token));

        await server.StartAgainAsync(Token);
        await temp.Database.CheckAsync(Token);
        await temp.Ledger.PauseJobAsync(job.JobId, "Back.", Token);
        Assert.Equal("Back.", (await temp.Ledger.ProgressAsync(job.JobId, Token))!.Error);
    }

    [Fact]
    public async Task Writes_WhileTheServerIsKilledAndStartedAgain_LoseNothing()
    {
        const int Pages = 40;
        var server = await ServerAsync();
        var temp = Own(TempDatabase.On(await server.CreateDatabaseAsync(Token)));
        await temp.Database.MigrateAsync(Token);
        var job = await temp.StartAsync(Sample.Cats);
        var done = 0;
        var planning = Task.Run(PlanAsync, Token);
        var answering = Task.Run(AnswerAsync, Token);

        foreach (var page in (int[])[8, 20, 30])
        {
            while (Volatile.Read(ref done) < page && !planning.IsCompleted)
            {
                await Task.Delay(5, Token);
            }

            await server.KillAsync(Token);
            await server.StartAgainAsync(Token);
        }

        await Task.WhenAll(planning, answering);
        Assert.True(await temp.Ledger.TryCloseJobAsync(job, Token));
        Assert.Equal([$"done|{Pages * 8}|{Pages * 8}|0|0"], await temp.RowsAsync(
            $"SELECT status, listed, recognized, failed, pending FROM {temp.View("job_progress")}"));
        Assert.Equal(Pages * 8, await temp.CountAsync("image"));
        Assert.Equal(Pages * 8 * 2, await temp.CountAsync("prediction"));

        async Task PlanAsync()
        {
            for (var page = 0; page < Pages;)
            {
                try
                {
                    job = await temp.Ledger.RecordPageAsync(
                        job,
                        new PlannedPage(
                            "file:///pictures/", [new(job.Models, Sample.Images(4, page * 8)), new(job.Models, Sample.Images(4, (page * 8) + 4))],
                            8, 0, 0, $"{page:d3}", page == Pages - 1),
                        Token);
                }
                catch (StorageException)
                {
                    // Whether the page was recorded may be unknown; as the runner of a job does, the ledger is asked where to go on.
                    await Task.Delay(50, Token);
                    job = (await PersistAsync(() => temp.Ledger.FindAsync(job.JobId, Token)))!;
                }

                page = job.Checkpoint is { } last ? int.Parse(last, System.Globalization.CultureInfo.InvariantCulture) + 1 : 0;
                Volatile.Write(ref done, page);
            }
        }

        async Task AnswerAsync()
        {
            while (true)
            {
                var last = planning.IsCompleted;
                var pending = await PersistAsync(() => temp.Ledger.PendingChunksAsync(job, 5, Token));
                if (pending.Count == 0 && last)
                {
                    return;
                }

                await PersistAsync(() => temp.Ledger.MarkSentAsync(pending, Token));
                await PersistAsync(() => temp.Writer.WriteAsync([.. pending.Select(chunk => Sample.Result(chunk.Command, [Sample.Cats]))], Token));
            }
        }
    }

    /// <summary>As a consumer does: a message that could not be handled comes again.</summary>
    private static async Task<T> PersistAsync<T>(Func<Task<T>> action)
    {
        while (true)
        {
            try
            {
                return await action();
            }
            catch (StorageUnavailableException)
            {
                await Task.Delay(50, Token);
            }
        }
    }

    private async Task<PostgresServer> ServerAsync()
    {
        var server = Own(await PostgresServer.StartAsync(durable: true, Token));
        Assert.SkipUnless(server.CanRestart, "The server named by the environment is not ours to end.");
        return server;
    }

    /// <summary>Ends the connection of a session from the server's side.</summary>
    private async Task CutAsync(Session session, CancellationToken token)
    {
        var process = await session.QueryAsync("SELECT pg_backend_pid()", r => r.GetInt32(0), token);
        await Temp.ExecuteAsync($"SELECT pg_terminate_backend({process[0]}, 5000)");
    }
}
