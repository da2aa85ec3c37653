using BatchVision.Recognition.Moderation;

namespace BatchVision.Recognition.Tests.Moderation;

public sealed class PolicyReaderTests
{
    private const string Full =
        """
        name: house
        version: 2024-1
        rules:
          - {labels: [knife, "meat cleaver*"], category: Weapons, model: yolo*, task: detection, weight: 0.5, min_score: 0.2}
          - labels: [Porn]
            category: Explicit Nudity
        thresholds:
          Explicit: {review: 0.4, block: 0.8}
          Violence: {block: 0.9}
          Weapons: {}
        blocklist: {distance: 3}
        """;

    [Fact]
    public void Policy_WithEveryField_IsReadInFull()
    {
        var policy = PolicyReader.Read("house.yaml", Full);

        Assert.Equal(("house", "2024-1", 3, Full), (policy.Name, policy.Version, policy.BlocklistDistance, policy.Document));
        Assert.Equal(["knife", "meat cleaver*"], policy.Rules[0].Labels);
        Assert.Equal(
            ("Weapons", "yolo*", "detection", 0.5f, 0.2f),
            (policy.Rules[0].Category, policy.Rules[0].Model, policy.Rules[0].Task, policy.Rules[0].Weight, policy.Rules[0].MinScore));
        Assert.Equal(
            ("Explicit Nudity", null, null, 1f, 0f),
            (policy.Rules[1].Category, policy.Rules[1].Model, policy.Rules[1].Task, policy.Rules[1].Weight, policy.Rules[1].MinScore));
        Assert.NotEqual(policy.Sha256, PolicyReader.Read("house.yaml", Full + "\n").Sha256);
    }

    [Theory]
    [InlineData("Exposed Female Nipple", 0.4f, 0.8f)]
    [InlineData("Explicit", 0.4f, 0.8f)]
    [InlineData("Blood & Gore", null, 0.9f)]
    [InlineData("Weapons", null, null)]
    [InlineData("Gambling", null, null)]
    public void Thresholds_OfACategory_AreItsOwnElseThoseAbove(string category, float? review, float? block) => Assert.Equal(
        new CategoryThresholds(review, block), PolicyReader.Read("house.yaml", Full).ThresholdsOf(Taxonomy.Find(category)!));

    [Theory]
    [InlineData("name: house", "name: my house", "p.yaml:1: name: is 'my house'")]
    [InlineData("name: house\n", "", "p.yaml:1: name: is missing")]
    [InlineData("version: 2024-1\n", "", "p.yaml:1: version: is missing")]
    [InlineData("category: Weapons", "category: Weapon", "p.yaml:4: rules[0].category: there is no category 'Weapon'; use one of the taxonomy (did you mean 'Weapons'?)")]
    [InlineData("category: Weapons", "category: Cutlery", "p.yaml:4: rules[0].category: there is no category 'Cutlery'; level 1 is Explicit, ")]
    [InlineData("category: Weapons", "category: Gambling", "p.yaml:4: rules[0].category: 'Gambling' has no thresholds, nor has a category above it; add 'Gambling: {}'")]
    [InlineData("category: Explicit Nudity", "x: 1", "p.yaml:5: rules[1].category: is missing")]
    [InlineData("category: Explicit Nudity", "category: Explicit Nudity\n    weigth: 1", "p.yaml:7: rules[1].weigth: is not a known field")]
    [InlineData("labels: [Porn]", "labels: Porn", "p.yaml:5: rules[1].labels: is not a list of words")]
    [InlineData("labels: [Porn]", "labels: []", "p.yaml:5: rules[1].labels: is not a list of words")]
    [InlineData("labels: [Porn]", "labels: [Porn, PORN]", "p.yaml:5: rules[1].labels: has 'PORN' twice")]
    [InlineData("labels: [Porn]\n    category: Explicit Nudity", "labels: [Knife]\n    category: Weapons\n    model: yolo*\n    task: detection", "p.yaml:5: rules[1].labels: 'Knife' is given to Weapons already in the rule of line 4")]
    [InlineData("task: detection", "task: detections", "p.yaml:4: rules[0].task: is 'detections'; use one of classification, detection, logo, moderation, embedding (did you mean 'detection'?)")]
    [InlineData("weight: 0.5", "weight: 1.5", "p.yaml:4: rules[0].weight: is '1.5'; give a number from 0 to 1")]
    [InlineData("weight: 0.5", "weight: 0", "p.yaml:4: rules[0].weight: is 0, so the rule does nothing")]
    [InlineData("min_score: 0.2", "min_score: -1", "p.yaml:4: rules[0].min_score: is '-1'")]
    [InlineData("review: 0.4", "review: 40", "p.yaml:8: thresholds.Explicit.review: is '40'; give a number from 0 to 1")]
    [InlineData("review: 0.4", "review: 0.9", "p.yaml:8: thresholds.Explicit.block: is 0.8, below review 0.9")]
    [InlineData("Violence: {block: 0.9}", "Violense: {block: 0.9}", "p.yaml:9: thresholds.Violense: there is no category 'Violense'; use one of the taxonomy (did you mean 'Violence'?)")]
    [InlineData("Violence: {block: 0.9}", "Explicit: {block: 0.9}", "p.yaml:9: is not valid YAML: Duplicate key")]
    [InlineData("Violence: {block: 0.9}", "Violence: {deny: 0.9}", "p.yaml:9: thresholds.Violence.deny: is not a known field; remove it or use one of review, block")]
    [InlineData("distance: 3", "distance: 8", "p.yaml:11: blocklist.distance: is '8'; give a whole number from 0 to 7")]
    [InlineData("rules:", "rule:", "p.yaml:1: rules: is missing or no list; write it as rules: and one '- labels: [knife]' for each")]
    [InlineData("rules:", "rule:", "p.yaml:4: rule: is not a known field; remove it or use one of name, version, thresholds, rules, blocklist (did you mean 'rules'?)")]
    public void Policy_WithAFault_SaysWhereAndHowToMendIt(string good, string bad, string error)
    {
        Assert.Contains(good, Full, StringComparison.Ordinal);
        var e = Assert.Throws<PolicyException>(() => PolicyReader.Read("p.yaml", Full.Replace(good, bad, StringComparison.Ordinal)));
        Assert.Contains(e.Errors, one => one.StartsWith(error, StringComparison.Ordinal));
    }

    [Fact]
    public void Policy_WithManyFaults_ListsThemAll()
    {
        var text = Full.Replace("weight: 0.5", "weight: 5", StringComparison.Ordinal).Replace("distance: 3", "distance: x", StringComparison.Ordinal)
            .Replace("Explicit Nudity", "Nudity", StringComparison.Ordinal).Replace("block: 0.8", "block: 0.1", StringComparison.Ordinal);
        Assert.Equal(4, Assert.Throws<PolicyException>(() => PolicyReader.Read("p.yaml", text)).Errors.Count);
    }

    [Fact]
    public void Policy_FileThatIsMissing_SaysSo() => Assert.Contains(
        "cannot be read", Assert.Throws<PolicyException>(() => ModerationPolicy.Read("/nowhere/policy.yaml")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("- a\n- b")]
    [InlineData("name: [")]
    [InlineData("just text")]
    public void Policy_ThatIsNoMapping_IsOneError(string text) =>
        Assert.Single(Assert.Throws<PolicyException>(() => PolicyReader.Read("p.yaml", text)).Errors);

    [Fact]
    public void Default_Policy_DecidesEveryLevelOneCategory()
    {
        var policy = ModerationPolicy.Default();
        Assert.Equal("default", policy.Name);
        Assert.All(Taxonomy.Categories.Where(category => category.Level == 1), category => Assert.Contains(category.Name, policy.Thresholds.Keys));
        // Nothing that a kitchen detector sees is refused without a person.
        Assert.Null(policy.ThresholdsOf(Taxonomy.Find("Weapons")!).Block);
        Assert.NotNull(policy.ThresholdsOf(Taxonomy.Find("Exposed Female Nipple")!).Block);
    }
}
