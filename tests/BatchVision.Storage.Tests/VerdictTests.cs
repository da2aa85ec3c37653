using BatchVision.Contracts;
using Microsoft.Extensions.Time.Testing;
using static BatchVision.Storage.Tests.ModerationSample;

namespace BatchVision.Storage.Tests;

public abstract class VerdictTests(Dialect dialect) : StorageTests(dialect)
{
    private const string AllRecognitions = """
        SELECT r.image_id, r.model_id, r.status, r.prediction_count, r.recognized_at, p.rank, p.label_id, p.score
        FROM recognition r LEFT JOIN prediction p ON p.image_id = r.image_id AND p.model_id = r.model_id ORDER BY 1, 2, 6
        """;

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private Policies _policies = null!;
    private RecognitionWriter _writer = null!;

    private string Verdicts => $"SELECT key, decision, category, score, because, policy, policy_version FROM {Temp.View("verdicts")} ORDER BY key";

    private protected override Task PrepareAsync()
    {
        _policies = Own(new Policies(Temp.Database, _time));
        _writer = Own(new RecognitionWriter(Temp.Database, _time));
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("knife", 0.6f, "review|Weapons|0.6|objects: knife|house|1")]
    [InlineData("knife", 0.5f, "review|Weapons|0.5|objects: knife|house|1")]
    [InlineData("knife", 0.4f, "allow|Weapons|0.4|objects: knife|house|1")]
    [InlineData("knife", 1.0f, "review|Weapons|1|objects: knife|house|1")]
    [InlineData("porn", 0.9f, "block|Explicit|0.9|objects: porn|house|1")]
    [InlineData("bikini", 1.0f, "allow|Swimwear or Underwear|1|objects: bikini|house|1")]
    [InlineData("spoon", 0.9f, "allow|||no label of a rule|house|1")]
    public async Task Write_UnderAPolicy_DecidesAndSaysWhy(string label, float score, string verdict)
    {
        await _policies.ActivateAsync(Policy(), Token);
        var (_, chunks) = await Temp.PlanAsync([Objects], Sample.Images(1), Sample.Images(1, 1));
        // The model is one with rules because one of its labels has one.
        await _writer.WriteAsync([Result(chunks[1], Objects, ("knife", 0.1f))], Token);

        await _writer.WriteAsync([Result(chunks[0], Objects, ("fork", 0.99f), (label, score))], Token);

        Assert.Contains($"folder/00000.jpg|{verdict}", await Temp.RowsAsync(Verdicts));
    }

    [Fact]
    public async Task Write_SeveralScores_TheGravestDecides()
    {
        await _policies.ActivateAsync(Policy(), Token);
        var (_, chunks) = await Temp.PlanAsync([Objects], Sample.Images(1));
        await _writer.WriteAsync([Result(chunks[0], Objects, ("knife", 0.99f), ("porn", 0.85f), ("bikini", 1), ("knife", 0.7f))], Token);
        Assert.Equal(["folder/00000.jpg|block|Explicit|0.85|objects: porn|house|1"], await Temp.RowsAsync(Verdicts));
        Assert.Equal(
            ["Explicit||Explicit|1|0.85|1|adult|Sexual", "Swimwear or Underwear||Swimwear or Underwear|1|1|1|racy|Sexual", "Weapons|Violence|Violence|2|0.99|2|violence|Violence"],
            await Temp.RowsAsync($"SELECT category, parent_category, top_category, level, score, predictions, safe_search, azure FROM {Temp.View("moderation_scores")} ORDER BY category"));
    }

    [Fact]
    public async Task Write_ModelsInTwoJobs_BothDecide()
    {
        await _policies.ActivateAsync(Policy(), Token);
        var (_, first) = await Temp.PlanAsync([Nsfw], Sample.Images(1));
        await _writer.WriteAsync([Result(first[0], Nsfw, ("porn", 0.9f))], Token);
        var (_, second) = await Temp.PlanAsync([Objects], Sample.Images(1));
        await _writer.WriteAsync([Result(second[0], Objects, ("knife", 0.95f))], Token);
        Assert.Equal(["folder/00000.jpg|block|Explicit|0.9|nsfw: porn|house|1"], await Temp.RowsAsync(Verdicts));
    }

    [Fact]
    public async Task Write_WithoutPolicy_MakesNoVerdict()
    {
        var (_, chunks) = await Temp.PlanAsync([Objects], Sample.Images(1));
        await _writer.WriteAsync([Result(chunks[0], Objects, ("knife", 0.9f))], Token);
        Assert.Equal(0, await Temp.CountAsync("verdict"));
    }

    [Fact]
    public async Task Write_ModelWithoutRules_AllowsNothing()
    {
        await _policies.ActivateAsync(Policy(), Token);
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2));
        await _writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token);
        Assert.Equal(0, await Temp.CountAsync("verdict"));
    }

    [Fact]
    public async Task Write_Again_KeepsVerdictsAndTheirTime()
    {
        await _policies.ActivateAsync(Policy(), Token);
        var (job, chunks) = await Temp.PlanAsync([Objects], Sample.Images(3));
        await _writer.WriteAsync([Result(chunks[0], Objects, ("knife", 0.6f))], Token);
        var before = await Temp.RowsAsync("SELECT * FROM verdict ORDER BY image_id");
        Assert.Equal(3, before.Count);

        _time.Advance(TimeSpan.FromHours(1));
        await _writer.WriteAsync([Result(chunks[0], Objects, ("knife", 0.6f))], Token);
        Assert.True(await Temp.Ledger.TryCloseJobAsync(job, Token));
        var (_, again) = await Temp.PlanAsync([Objects], Sample.Images(3));
        await _writer.WriteAsync([Result(again[0], Objects, ("knife", 0.6f))], Token);
        Assert.Equal(3, await _policies.DecideHistoryAsync(null, Token));

        Assert.Equal(before, await Temp.RowsAsync("SELECT * FROM verdict ORDER BY image_id"));
    }

    [Fact]
    public async Task Write_RerunWithOtherScores_ChangesTheVerdict()
    {
        await _policies.ActivateAsync(Policy(), Token);
        var (job, chunks) = await Temp.PlanAsync([Objects], Sample.Images(1));
        await _writer.WriteAsync([Result(chunks[0], Objects, ("knife", 0.6f))], Token);
        Assert.True(await Temp.Ledger.TryCloseJobAsync(job, Token));
        var (_, again) = await Temp.PlanAsync([Objects], Sample.Images(1));
        await _writer.WriteAsync([Result(again[0], Objects, ("knife", 0.2f))], Token);
        Assert.Equal(["folder/00000.jpg|allow|Weapons|0.2|objects: knife|house|1"], await Temp.RowsAsync(Verdicts));
    }

    [Fact]
    public async Task DecideHistory_OtherPolicy_DecidesAgainFromTheStoredScoresAlone()
    {
        await _policies.ActivateAsync(Policy(), Token);
        var (_, chunks) = await Temp.PlanAsync([Objects], Sample.Images(64), Sample.Images(64, 64));
        await _writer.WriteAsync([Result(chunks[0], Objects, ("knife", 0.6f)), Result(chunks[1], Objects, ("knife", 0.9f))], Token);
        var recognitions = await Temp.RowsAsync(AllRecognitions);
        Assert.Equal(["review|1|128"], await CountsAsync());

        _time.Advance(TimeSpan.FromHours(1));
        await _policies.ActivateAsync(Policy("2", review: 0.8f), Token);
        var told = new List<(long, long)>();
        Assert.Equal(128, await _policies.DecideHistoryAsync((done, total) => told.Add((done, total)), Token));

        Assert.Equal(["allow|2|64", "review|2|64"], await CountsAsync());
        Assert.Equal([(128, 128)], told);
        Assert.Equal(recognitions, await Temp.RowsAsync(AllRecognitions));
        // What the first version said stays on record.
        Assert.Equal(["1|128", "2|128"], await Temp.RowsAsync(
            "SELECT p.version, count(*) FROM verdict v JOIN policy p ON p.policy_id = v.policy_id GROUP BY p.version ORDER BY 1"));
    }

    [Fact]
    public async Task Write_AfterAChangeOfPolicy_DecidesByTheNewOne()
    {
        await _policies.ActivateAsync(Policy(), Token);
        var (_, chunks) = await Temp.PlanAsync([Objects], Sample.Images(1), Sample.Images(1, 1));
        await _writer.WriteAsync([Result(chunks[0], Objects, ("knife", 0.6f))], Token);
        await _policies.ActivateAsync(Policy("2", review: 0.8f), Token);
        await _writer.WriteAsync([Result(chunks[1], Objects, ("knife", 0.6f))], Token);
        Assert.Equal(["folder/00001.jpg|allow|Weapons|0.6|objects: knife|house|2"], await Temp.RowsAsync(Verdicts));

        Assert.True(await _policies.DeactivateAsync(Token));
        Assert.Null(await _policies.ActiveAsync(Token));
        Assert.Empty(await Temp.RowsAsync(Verdicts));
        Assert.Equal(0, await _policies.DecideHistoryAsync(null, Token));
    }

    [Fact]
    public async Task Activate_KnownVersionWithOtherContent_IsRefused()
    {
        await _policies.ActivateAsync(Policy(), Token);
        await _policies.ActivateAsync(Policy(), Token);
        var e = await Assert.ThrowsAsync<PolicyChangedException>(() => _policies.ActivateAsync(Policy(review: 0.9f), Token));
        Assert.Contains("house@1 is known with another content", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Temp.CountAsync("policy"));
        Assert.Equal("sha-1-0.5", (await _policies.ActiveAsync(Token))!.Sha256);
    }

    [Fact]
    public async Task Write_FailedImage_IsForAPersonAndNeverAllowed()
    {
        await _policies.ActivateAsync(Policy(), Token);
        var (_, chunks) = await Temp.PlanAsync([Objects], Sample.Images(1), Sample.Images(1, 1));
        await _writer.WriteAsync([Result(chunks[0], Objects, ("knife", 0.1f))], Token);
        await _writer.WriteAsync([Sample.Result(chunks[1], [Objects], status: _ => ImageStatus.Corrupt)], Token);
        Assert.Contains("folder/00001.jpg|review|||not recognized: Corrupt|house|1", await Temp.RowsAsync(Verdicts));
    }

    [Fact]
    public async Task Write_OneModelFailed_TheOthersScoreStillBlocks()
    {
        await _policies.ActivateAsync(Policy(), Token);
        var (_, chunks) = await Temp.PlanAsync([Nsfw], Sample.Images(1));
        await _writer.WriteAsync([Result(chunks[0], Nsfw, ("porn", 0.9f))], Token);
        var (_, others) = await Temp.PlanAsync([Objects], Sample.Images(1), Sample.Images(1, 1));
        await _writer.WriteAsync([Sample.Result(others[0], [Objects], status: _ => ImageStatus.ModelFailed), Result(others[1], Objects, ("knife", 0.1f))], Token);
        Assert.Contains("folder/00000.jpg|block|Explicit|0.9|nsfw: porn|house|1", await Temp.RowsAsync(Verdicts));
    }

    [Fact]
    public async Task Write_FailureThatAnotherVersionOfTheModelCured_IsForgotten()
    {
        var next = Objects with { Version = "2", Fingerprint = "ee" };
        await _policies.ActivateAsync(Policy(), Token);
        var (_, chunks) = await Temp.PlanAsync([Objects], Sample.Images(1), Sample.Images(1, 1));
        await _writer.WriteAsync([Sample.Result(chunks[0], [Objects], status: _ => ImageStatus.ModelFailed), Result(chunks[1], Objects, ("knife", 0.1f))], Token);
        var (_, again) = await Temp.PlanAsync([next], Sample.Images(1));
        await _writer.WriteAsync([Result(again[0], next, ("knife", 0.2f))], Token);
        Assert.Contains("folder/00000.jpg|allow|Weapons|0.2|objects: knife|house|1", await Temp.RowsAsync(Verdicts));
    }

    [Fact]
    public async Task Verdicts_NewerVersionOfAnObject_HidesTheOlder()
    {
        await _policies.ActivateAsync(Policy(), Token);
        var old = new ImageRef("a.jpg", "1", 10);
        var (_, chunks) = await Temp.PlanAsync([Objects], [old], [old with { ETag = "2" }]);
        await _writer.WriteAsync([Result(chunks[0], Objects, ("knife", 0.6f))], Token);
        await _writer.WriteAsync([Result(chunks[1], Objects, ("knife", 0.2f))], Token);
        Assert.Equal(["a.jpg|allow|Weapons|0.2|objects: knife|house|1"], await Temp.RowsAsync(Verdicts));
        Assert.Equal(["0.2"], await Temp.RowsAsync($"SELECT score FROM {Temp.View("moderation_scores")}"));
    }

    [Fact]
    public async Task Activate_WhileResultsAreWritten_LeavesNoImageWithoutItsVerdict()
    {
        await _policies.ActivateAsync(Policy("0"), Token);
        var (_, chunks) = await Temp.PlanAsync([Objects], [.. Enumerable.Range(0, 40).Select(i => Sample.Images(8, 8 * i))]);
        var writing = Task.Run(
            async () =>
            {
                foreach (var chunk in chunks)
                {
                    await _writer.WriteAsync([Result(chunk, Objects, ("knife", 0.6f))], Token);
                }
            },
            Token);
        for (var version = 1; !writing.IsCompleted; version++)
        {
            await _policies.ActivateAsync(Policy($"{version}", review: version % 2 == 0 ? 0.5f : 0.8f), Token);
            await _policies.DecideHistoryAsync(null, Token);
        }

        await writing;
        var last = (await _policies.ActiveAsync(Token))!;
        Assert.Equal([$"{(last.Sha256.EndsWith("0.5", StringComparison.Ordinal) ? "review" : "allow")}|{last.Version}|320"], await CountsAsync());
    }

    private Task<List<string>> CountsAsync() => Temp.RowsAsync(
        $"SELECT decision, policy_version, count(*) FROM {Temp.View("verdicts")} GROUP BY decision, policy_version ORDER BY 1");

    public sealed class OnSqlite() : VerdictTests(Dialect.Sqlite);

    public sealed class OnPostgres() : VerdictTests(Dialect.Postgres);

    public sealed class OnPartitioned() : VerdictTests(Dialect.Partitioned);
}
