using BatchVision.Contracts;
using CsCheck;

namespace BatchVision.Storage.Tests;

public abstract class RecognitionWriterTests(Dialect dialect) : StorageTests(dialect)
{
    // Everything that matters in the tables, without surrogate ids and times.
    private const string AllRows = """
        SELECT i.key, i.etag, i.width, i.sha256, m.name, r.status, r.reason, r.prediction_count, p.rank, l.name, p.score, p.x
        FROM image i JOIN recognition r ON r.image_id = i.image_id JOIN model m ON m.model_id = r.model_id
        LEFT JOIN prediction p ON p.image_id = r.image_id AND p.model_id = r.model_id LEFT JOIN label l ON l.label_id = p.label_id
        ORDER BY i.key, i.etag, m.name, p.rank
        """;

    [Fact]
    public async Task Write_Result_BecomesTheViewsRows()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats, Sample.Faces], Sample.Images(1));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats, Sample.Faces], predictions: 1)], Token);
        Assert.Equal(
            [
                "file:///pictures/|folder/00000.jpg|cats|1|1|class 0|0.9||||",
                "file:///pictures/|folder/00000.jpg|faces|2|1|class 0|0.9|0.1|0.2|0.3|0.4",
            ],
            await Temp.RowsAsync($"SELECT source, key, model, model_version, rank, label, score, x, y, width, height FROM {Temp.View("image_labels")} ORDER BY model"));
        Assert.Equal(["cats|class 0|1|0.9", "faces|class 0|1|0.9"], await Temp.RowsAsync(
            $"SELECT model, label, images, mean_score FROM {Temp.View("label_counts")} ORDER BY model"));
    }

    [Fact]
    public async Task Write_Facts_AreReadableInAShell()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token);
        Assert.Equal([$"1000|640|480|jpeg|{new string('5', 64)}|{unchecked((long)0xF0F0_F0F0_F0F0_F0F0)}|1970-01-01T00:00:00.000Z|1.5|-2.5"], await Temp.RowsAsync(
            "SELECT bytes, width, height, format, sha256, perceptual_hash, captured_at, latitude, longitude FROM image"));
    }

    [Fact]
    public async Task Write_ImageFailure_IsOneRowPerModelAndOneInTheView()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats, Sample.Faces], Sample.Images(1));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats, Sample.Faces], status: _ => ImageStatus.Corrupt)], Token);
        Assert.Equal(2, await Temp.CountAsync("recognition"));
        Assert.Equal(["file:///pictures/|folder/00000.jpg|Corrupt|It is Corrupt."], await Temp.RowsAsync($"SELECT source, key, status, reason FROM {Temp.View("failures")}"));
    }

    [Fact]
    public async Task Write_OneModelFailed_KeepsTheOthersAnswer()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats, Sample.Faces], Sample.Images(1));
        var good = Sample.Outcome(chunks[0].Images[0], [Sample.Cats], 2);
        var result = Sample.Result(chunks[0], [Sample.Cats, Sample.Faces]) with
        {
            Images = [good with
            {
                Status = ImageStatus.ModelFailed,
                Reason = "Out of luck.",
                Models = [.. good.Models, new ModelOutcome(Sample.Faces.Fingerprint, ImageStatus.ModelFailed, "Out of luck.", [])],
            }],
        };
        await Temp.Writer.WriteAsync([result], Token);
        Assert.Equal(["cats|Recognized|2", "faces|ModelFailed|0"], await Temp.RowsAsync(
            "SELECT m.name, r.status, r.prediction_count FROM recognition r JOIN model m USING (model_id) ORDER BY 1"));
        Assert.Equal(1, (await Temp.Ledger.ProgressAsync(job.JobId, Token))!.Failed);
    }

    [Fact]
    public async Task Write_NothingFound_IsARowWithoutPredictions()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats], predictions: 0)], Token);
        Assert.Equal(["Recognized|0"], await Temp.RowsAsync("SELECT status, prediction_count FROM recognition"));
    }

    [Fact]
    public async Task Write_RerunWithFewerLabels_LeavesNoOrphans()
    {
        var (first, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(3));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats], predictions: 5)], Token);
        Assert.True(await Temp.Ledger.TryCloseJobAsync(first, Token));

        var (_, again) = await Temp.PlanAsync([Sample.Cats], Sample.Images(3));
        await Temp.Writer.WriteAsync([Sample.Result(again[0], [Sample.Cats], predictions: 2)], Token);

        Assert.Equal(6, await Temp.CountAsync("prediction"));
        Assert.Equal(3, await Temp.CountAsync("recognition"));
    }

    [Fact]
    public async Task Write_CurableFailureAfterAnAnswer_KeepsTheAnswer()
    {
        var (first, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token);
        var before = await Temp.RowsAsync(AllRows);
        Assert.True(await Temp.Ledger.TryCloseJobAsync(first, Token));

        var (_, again) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2));
        await Temp.Writer.WriteAsync([Sample.Result(again[0], [Sample.Cats], status: _ => ImageStatus.TimedOut)], Token);

        Assert.Equal(before, await Temp.RowsAsync(AllRows));
    }

    [Fact]
    public async Task Write_AnswerAfterACurableFailure_ReplacesIt()
    {
        var (first, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats], status: _ => ImageStatus.NotFound)], Token);
        Assert.True(await Temp.Ledger.TryCloseJobAsync(first, Token));

        var (_, again) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2));
        await Temp.Writer.WriteAsync([Sample.Result(again[0], [Sample.Cats])], Token);

        Assert.Equal(4, await Temp.CountAsync("prediction"));
        Assert.Equal(0, await Temp.CountAsync(Temp.View("failures")));
        Assert.Equal(2, await Temp.CountAsync("image WHERE width = 640"));
    }

    [Fact]
    public async Task Views_NewerVersionOfAnObject_HidesTheOlder()
    {
        var old = new ImageRef("a.jpg", "1", 10);
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], [old], [old with { ETag = "2" }]);
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats], predictions: 3)], Token);
        await Temp.Writer.WriteAsync([Sample.Result(chunks[1], [Sample.Cats], status: _ => ImageStatus.Corrupt)], Token);
        Assert.Equal(3, await Temp.CountAsync("prediction"));
        Assert.Equal(0, await Temp.CountAsync(Temp.View("image_labels")));
        Assert.Equal(0, await Temp.CountAsync(Temp.View("label_counts")));
        Assert.Equal(1, await Temp.CountAsync(Temp.View("failures")));
    }

    [Fact]
    public async Task Write_SecondAnswerThatDiffers_ChangesNothing()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(3));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token);
        Assert.True(await Temp.Ledger.TryCloseJobAsync(job, Token));
        var before = await Temp.RowsAsync(AllRows);

        Assert.Empty((await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats], status: _ => ImageStatus.Corrupt)], Token)).Chunks);

        Assert.Equal(before, await Temp.RowsAsync(AllRows));
        Assert.Equal(3, (await Temp.Ledger.ProgressAsync(job.JobId, Token))!.Recognized);
    }

    [Fact]
    public async Task Write_OutcomesMissing_IsRefusedWhole()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2), Sample.Images(2, 2));
        var whole = Sample.Result(chunks[0], [Sample.Cats]);
        var cut = Sample.Result(chunks[1], [Sample.Cats]);
        cut = cut with { Images = [cut.Images[0]] };

        var e = await Assert.ThrowsAsync<ChunkRefusedException>(() => Temp.Writer.WriteAsync([whole, cut], Token));

        Assert.Equal(cut.ChunkId, e.ChunkId);
        Assert.Equal(0, await Temp.CountAsync("image"));
        Assert.Equal(2, (await Temp.Ledger.BacklogAsync(job, Token)).Outstanding);
    }

    [Fact]
    public async Task Write_ModelWithoutOutcome_IsRefusedAndTheNextWriteWorks()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats, Sample.Faces], Sample.Images(1));
        var result = Sample.Result(chunks[0], [Sample.Cats]) with { Models = [Sample.Cats, Sample.Faces] };
        await Assert.ThrowsAsync<ChunkRefusedException>(() => Temp.Writer.WriteAsync([result], Token));
        Assert.Equal(0, await Temp.CountAsync("image"));

        Assert.Single((await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats, Sample.Faces])], Token)).Chunks);
        Assert.Equal(2, await Temp.CountAsync("recognition"));
    }

    [Fact]
    public async Task Write_ChunkOfAnotherDatabase_IsRefused()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1));
        var result = Sample.Result(chunks[0], [Sample.Cats]) with { ChunkId = Guid.NewGuid() };
        await Assert.ThrowsAsync<ChunkRefusedException>(() => Temp.Writer.WriteAsync([result], Token));
    }

    [Fact]
    public async Task Write_WhileAnotherHoldsTheLock_WaitsForIt()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1));
        await using var other = Temp.Connect();
        await other.OpenAsync(Token);
        await using var held = await other.BeginTransactionAsync(Token);
        await using var hold = other.CreateCommand();
        (hold.CommandText, hold.Transaction) = ("UPDATE chunk SET attempts = attempts", held);
        await hold.ExecuteNonQueryAsync(Token);
        var writing = Task.Run(() => Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token), Token);
        Assert.Equal(0, await Temp.CountAsync("image"));
        await held.RollbackAsync(Token);
        Assert.Single((await writing).Chunks);
    }

    [Fact]
    public async Task Write_BesideABusyLedger_BothGetThrough()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], [.. Enumerable.Range(0, 20).Select(i => Sample.Images(8, i * 8))]);
        await using var other = new Ledger(Temp.Database);
        var planning = Task.Run(
            async () =>
            {
                var job = await other.CreateOrResumeJobAsync(new JobRequest("file:///other/", [new OfferedModel(Sample.Cats, ["a", "b"])]), Token);
                for (var i = 0; i < 20; i++)
                {
                    job = await other.RecordPageAsync(job, new PlannedPage("file:///other/", [new(job.Models, Sample.Images(8, i * 8))], 8, 0, 0, $"{i}", false), Token);
                }
            },
            Token);
        foreach (var chunk in chunks)
        {
            await Temp.Writer.WriteAsync([Sample.Result(chunk, [Sample.Cats])], Token);
        }

        await planning;
        Assert.Equal(160, await Temp.CountAsync("image"));
        Assert.Equal(40, await Temp.CountAsync("chunk"));
    }

    [Fact]
    public async Task Write_OverlappingImagesInOppositeOrders_BothWritersGetThrough()
    {
        const int Images = 48;
        // Two jobs of the same images; the batches of one go up, those of the other down.
        var (first, up) = await Temp.PlanAsync([Sample.Cats], [.. Enumerable.Range(0, Images / 4).Select(i => Sample.Images(4, i * 4))]);
        await Temp.ExecuteAsync("UPDATE job SET request_key = 'another'");
        var (second, down) = await Temp.PlanAsync(
            [Sample.Cats], [.. Enumerable.Range(0, Images / 4).Select(i => Sample.Images(4, i * 4).Reverse().ToArray())]);
        await using var other = new RecognitionWriter(Temp.Database);
        await Task.WhenAll(
            Task.Run(() => WriteAsync(Temp.Writer, up), Token),
            Task.Run(() => WriteAsync(other, Enumerable.Reverse(down)), Token));

        Assert.Equal(Images, await Temp.CountAsync("image"));
        Assert.Equal(Images, await Temp.CountAsync("recognition"));
        Assert.Equal(Images * 3, await Temp.CountAsync("prediction"));
        Assert.True(await Temp.Ledger.TryCloseJobAsync(first, Token));
        Assert.True(await Temp.Ledger.TryCloseJobAsync(second, Token));

        static async Task WriteAsync(RecognitionWriter writer, IEnumerable<RecognizeChunk> chunks)
        {
            foreach (var batch in chunks.Chunk(3))
            {
                await writer.WriteAsync([.. batch.Select(chunk => Sample.Result(chunk, [Sample.Cats], predictions: 3))], Token);
            }
        }
    }

    [Fact]
    public async Task Write_DifferentAnswersByWritersAtOnce_TheFirstOfEachChunkCounts()
    {
        var (job, chunks) = await Temp.PlanAsync([Sample.Cats], [.. Enumerable.Range(0, 10).Select(i => Sample.Images(4, i * 4))]);
        var closed = await Task.WhenAll(Enumerable.Range(1, 4).Select(predictions => Task.Run(
            async () =>
            {
                await using var writer = new RecognitionWriter(Temp.Database);
                var sum = 0;
                foreach (var batch in chunks.Chunk(predictions + 1))
                {
                    sum += (await writer.WriteAsync([.. batch.Select(chunk => Sample.Result(chunk, [Sample.Cats], predictions))], Token)).Chunks.Count;
                }

                return sum;
            },
            Token)));
        Assert.Equal(chunks.Count, closed.Sum());
        Assert.True(await Temp.Ledger.TryCloseJobAsync(job, Token));
        // Each image has the predictions of one answer, and of one only.
        await Temp.AssertConsistentAsync();
    }

    [Fact]
    public async Task Write_AnyOrderBatchingAndRepetition_LeavesTheSameRows()
    {
        const int Chunks = 4;
        var expected = await RunAsync([.. Enumerable.Range(0, Chunks)], batch: 1);
        await Gen.Select(Gen.Int[0, Chunks - 1].List[0, 6], Gen.Int[1, 5], Gen.Shuffle(Enumerable.Range(0, Chunks).ToArray()), Gen.Int).SampleAsync(
            async (repeats, batch, all, seed) =>
            {
                var deliveries = all.Concat(repeats).ToArray();
                new Random(seed).Shuffle(deliveries);
                Assert.Equal(expected, await RunAsync(deliveries, batch));
            },
            iter: 25, threads: 1);
    }

    [Theory]
    [InlineData(ImageStatus.Recognized, ImageStatus.TimedOut)]
    [InlineData(ImageStatus.TimedOut, ImageStatus.Recognized)]
    public async Task Write_TwoJobsThatMeetOnANewImageInOneBatch_MakeOneAnswer(ImageStatus first, ImageStatus second)
    {
        var (_, ones) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2));
        await Temp.ExecuteAsync("UPDATE job SET request_key = 'another'");
        var (_, others) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2, from: 1));
        // A writer takes chunks by their ids, in whatever order they come.
        RecognizeChunk[] chunks = [.. ones.Concat(others).OrderBy(chunk => chunk.ChunkId)];
        var written = await Temp.Writer.WriteAsync(
            [Sample.Result(chunks[0], [Sample.Cats], status: _ => first), Sample.Result(chunks[1], [Sample.Cats], status: _ => second)], Token);
        Assert.Equal((2, 3, 3, 4), (written.Chunks.Count, written.Images, written.Recognitions, written.Predictions));
        Assert.Equal(
            ["folder/00001.jpg|640|Recognized|2"],
            await Temp.RowsAsync("SELECT key, width, status, prediction_count FROM image JOIN recognition USING (image_id) WHERE key LIKE '%1.jpg'"));
        await Temp.AssertConsistentAsync();
    }

    [Fact]
    public async Task Write_NewAndKnownImagesInOneBatch_AddsTheOnesAndMergesTheOthers()
    {
        var (first, known) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2));
        await Temp.Writer.WriteAsync([Sample.Result(known[0], [Sample.Cats], predictions: 4)], Token);
        Assert.True(await Temp.Ledger.TryCloseJobAsync(first, Token));

        var (_, mixed) = await Temp.PlanAsync([Sample.Cats], Sample.Images(3, from: 1));
        var written = await Temp.Writer.WriteAsync([Sample.Result(mixed[0], [Sample.Cats], predictions: 2)], Token);
        Assert.Equal((3, 3, 6), (written.Images, written.Recognitions, written.Predictions));
        Assert.Equal(["0|4", "1|2", "2|2", "3|2"], await Temp.RowsAsync(
            "SELECT substr(i.key, 12, 1), count(*) FROM image i JOIN prediction p ON p.image_id = i.image_id GROUP BY 1 ORDER BY 1"));
        await Temp.AssertConsistentAsync();
    }

    [Fact]
    public async Task Write_AnyAnswersOfManyJobsByManyWriters_KeepsEachRule()
    {
        const int Images = 6;
        const int Jobs = 4;
        ImageStatus[] statuses = [ImageStatus.Recognized, ImageStatus.Recognized, ImageStatus.Corrupt, ImageStatus.TimedOut];
        await Gen.Int[1, int.MaxValue].SampleAsync(
            async seed =>
            {
                var random = new Random(seed);
                await using var temp = await TempDatabase.CreateAsync(Temp.Dialect);
                await using var policies = new Policies(temp.Database);
                await policies.ActivateAsync(ModerationSample.Policy(rules: [ModerationSample.Rule("class 0")]), Token);
                // A model judges from the label on that its rule names: what it answers before, finding nothing, has no verdict.
                await temp.OfferAsync(new OfferedModel(Sample.Cats, ["class 0"]));
                var results = new List<ChunkRecognized>();
                foreach (var number in Enumerable.Range(0, Jobs))
                {
                    // Chunks of one, two or three of the same six images, in an order of the job's own.
                    var images = Sample.Images(Images);
                    random.Shuffle(images);
                    var (_, chunks) = await temp.PlanAsync([Sample.Cats], [images[..1], images[1..3], images[3..]]);
                    await temp.ExecuteAsync($"UPDATE job SET request_key = '{number}'");
                    results.AddRange(chunks.Select(chunk => Sample.Result(
                        chunk, [Sample.Cats], random.Next(4), _ => statuses[random.Next(statuses.Length)])));
                }

                var deliveries = results.Concat(random.GetItems(results.ToArray(), 4)).ToArray();
                random.Shuffle(deliveries);
                var closed = await Task.WhenAll(deliveries.Chunk((deliveries.Length + 2) / 3).Select(share => Task.Run(
                    async () =>
                    {
                        await using var writer = new RecognitionWriter(temp.Database);
                        var sum = 0;
                        foreach (var batch in share.Chunk(2))
                        {
                            sum += (await writer.WriteAsync(batch, Token)).Chunks.Count;
                        }

                        return sum;
                    },
                    Token)));

                Assert.Equal(results.Count, closed.Sum());
                await temp.AssertConsistentAsync();
                Assert.Equal(Images, await temp.CountAsync("verdict"));
                var answered = results.SelectMany(result => result.Images).Where(image => image.Status.IsSettled()).Select(image => image.Key).ToHashSet();
                Assert.All(await temp.RowsAsync("SELECT key, status FROM image JOIN recognition USING (image_id)"), row =>
                {
                    var values = row.Split('|');
                    Assert.Equal(answered.Contains(values[0]), Enum.Parse<ImageStatus>(values[1]).IsSettled());
                });
            },
            iter: 12, threads: 1);
    }

    /// <summary>Writes the results of four chunks in this order of delivery and gives back every row.</summary>
    private async Task<List<string>> RunAsync(int[] deliveries, int batch)
    {
        await using var temp = await TempDatabase.CreateAsync(Temp.Dialect);
        var (job, chunks) = await temp.PlanAsync(
            [Sample.Cats, Sample.Faces], Sample.Images(3), Sample.Images(3, 3), Sample.Images(3, 6), Sample.Images(1, 9));
        ChunkRecognized Result(int i) => Sample.Result(
            chunks[i], [Sample.Cats, Sample.Faces], predictions: i, image => image.ETag is "v1" or "v6" ? ImageStatus.NotFound : ImageStatus.Recognized);
        foreach (var results in deliveries.Select(Result).Chunk(batch))
        {
            await temp.Writer.WriteAsync(results, Token);
        }

        Assert.True(await temp.Ledger.TryCloseJobAsync(job, Token));
        return
        [
            .. await temp.RowsAsync(AllRows),
            .. await temp.RowsAsync($"SELECT listed, skipped, recognized, failed, pending, chunks_done FROM {temp.View("job_progress")}"),
            .. await temp.RowsAsync("SELECT ordinal, status, refs IS NULL, recognized, failed FROM chunk ORDER BY ordinal"),
        ];
    }

    public sealed class OnSqlite() : RecognitionWriterTests(Dialect.Sqlite);

    public sealed class OnPostgres() : RecognitionWriterTests(Dialect.Postgres);

    public sealed class OnPartitioned() : RecognitionWriterTests(Dialect.Partitioned);
}
