using BatchVision.Contracts;
using static BatchVision.Storage.Tests.ModerationSample;

namespace BatchVision.Storage.Tests;

/// <summary>Which labels a rule means, and what it makes of their scores.</summary>
public abstract class PolicyRuleTests(Dialect dialect) : StorageTests(dialect)
{
    private Policies _policies = null!;

    private protected override Task PrepareAsync()
    {
        _policies = Own(new Policies(Temp.Database));
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("knife", "knife", true)]
    [InlineData("Knife", "kNIFE", true)]
    [InlineData("knife", "penknife", false)]
    [InlineData("assault rifle", "assault rifle, assault gun", true)]
    [InlineData("assault gun", "assault rifle, assault gun", true)]
    [InlineData("rifle", "assault rifle, assault gun", false)]
    [InlineData("bow", "bow tie, bow-tie, bowtie", false)]
    [InlineData("hatchet", "n03498962 hatchet", true)]
    [InlineData("assault gun", "n02749479 assault rifle, assault gun", true)]
    [InlineData("female breast exposed", "FEMALE_BREAST_EXPOSED", true)]
    [InlineData("beer_bottle", "beer bottle", true)]
    [InlineData("heineken*", "Heineken 0.0", true)]
    [InlineData("heineken*", "not heineken", false)]
    [InlineData("*beer*", "root beer float", true)]
    [InlineData("100%", "1000", false)]
    [InlineData("100%", "100%", true)]
    [InlineData("a.b", "aXb", false)]
    [InlineData(@"a\b", @"a\b", true)]
    public async Task Rule_Label_FitsAsItIsRead(string rule, string label, bool fits)
    {
        await _policies.ActivateAsync(Policy(rules: [Rule(rule), Rule("anchor", "Violence")]), Token);
        Assert.Equal(fits ? [$"{label}|0.9"] : [], await ScoresAsync(Objects, (label, 0.9f)));
    }

    [Theory]
    [InlineData("obj*", null, true)]
    [InlineData("OBJECTS", "detection", true)]
    [InlineData("object", null, false)]
    [InlineData("objects_", null, false)]
    [InlineData(null, "logo", false)]
    public async Task Rule_ModelAndTask_LimitIt(string? model, string? task, bool fits)
    {
        await _policies.ActivateAsync(Policy(rules: [Rule("knife", model: model, task: task)]), Token);
        Assert.Equal(fits ? ["knife|0.9"] : [], await ScoresAsync(Objects, ("knife", 0.9f)));
    }

    [Fact]
    public async Task Rule_WeightAndMinScore_MakeTheScore()
    {
        await _policies.ActivateAsync(Policy(rules: [Rule("knife", weight: 0.5f), Rule("gun", minScore: 0.3f)]), Token);
        Assert.Equal(["gun|0.3", "knife|0.4"], await ScoresAsync(Objects, ("knife", 0.8f), ("gun", 0.3f), ("gun", 0.29f)));
    }

    [Fact]
    public async Task Rules_OfOneLabel_TheFirstOfACategoryCounts()
    {
        await _policies.ActivateAsync(Policy(rules: [Rule("knife", weight: 0.5f), Rule("kni*"), Rule("*", "Explicit", weight: 0.25f)]), Token);
        await ScoresAsync(Objects, ("knife", 0.8f));
        Assert.Equal(["Explicit|0.2", "Weapons|0.4"], await Temp.RowsAsync($"SELECT category, score FROM {Temp.View("moderation_scores")} ORDER BY 1"));
    }

    [Fact]
    public async Task Activate_PolicyThatComesBack_KnowsTheLabelsAddedMeanwhile()
    {
        await _policies.ActivateAsync(Policy("1"), Token);
        await _policies.ActivateAsync(Policy("2"), Token);
        await ScoresAsync(Objects, ("knife", 0.8f));
        await _policies.ActivateAsync(Policy("1"), Token);
        await _policies.DecideHistoryAsync(null, Token);
        Assert.Equal(["review|1"], await Temp.RowsAsync($"SELECT decision, policy_version FROM {Temp.View("verdicts")}"));
    }

    [Fact]
    public async Task Activate_RuleOfAnUnknownCategory_IsRefusedWhole()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _policies.ActivateAsync(Policy(rules: [Rule("knife", "Cutlery")]), Token));
        Assert.Equal(0, await Temp.CountAsync("policy"));
    }

    private async Task<List<string>> ScoresAsync(ModelIdentity model, params (string Label, float Score)[] labels)
    {
        var (_, chunks) = await Temp.PlanAsync([model], Sample.Images(1));
        await Temp.Writer.WriteAsync([Result(chunks[0], model, labels)], Token);
        return await Temp.RowsAsync($"SELECT label, score FROM {Temp.View("moderation_scores")} ORDER BY 1");
    }

    public sealed class OnSqlite() : PolicyRuleTests(Dialect.Sqlite);

    public sealed class OnPostgres() : PolicyRuleTests(Dialect.Postgres);
}
