using BatchVision.Recognition.Moderation;
using BatchVision.Storage;

namespace BatchVision.Cli.Moderation;

/// <summary>A policy file taken apart into what the database keeps of it.</summary>
internal static class PolicyRows
{
    public static NewPolicy Of(ModerationPolicy policy) => new(
        policy.Name, policy.Version, policy.Sha256, policy.Document, policy.BlocklistDistance,
        [.. Taxonomy.Categories.Select(category => Category(policy, category))],
        [.. policy.Rules.SelectMany(rule => rule.Labels.Select(
            label => new NewPolicyRule(label, rule.Category, rule.Model, rule.Task, rule.Weight, rule.MinScore)))]);

    // Every category, rules or not: views name its parents and what other services call it.
    private static NewPolicyCategory Category(ModerationPolicy policy, ModerationCategory category)
    {
        var thresholds = policy.ThresholdsOf(category);
        return new NewPolicyCategory(
            category.Name, category.Parent, category.SelfAndAncestors().Last().Name, category.Level, category.SafeSearch, category.Azure,
            thresholds.Review, thresholds.Block);
    }
}
