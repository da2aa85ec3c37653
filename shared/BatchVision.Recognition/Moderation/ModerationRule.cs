namespace BatchVision.Recognition.Moderation;

/// <summary>Labels that count for a category.</summary>
/// <param name="Labels">
/// Names of labels, case and underscores aside; <c>*</c> stands for any text. A label that lists synonyms ("rifle, long gun") fits by
/// each of them.
/// </param>
/// <param name="Category">A category of the <see cref="Taxonomy"/>.</param>
/// <param name="Model">Only models whose name fits; <c>*</c> stands for any text. Null for all.</param>
/// <param name="Task">Only models of this task; null for all.</param>
/// <param name="Weight">Above 0, at most 1: the label's score times this is the score of the category.</param>
/// <param name="MinScore">0..1: below this the label does not count.</param>
public sealed record ModerationRule(
    IReadOnlyList<string> Labels, string Category, string? Model = null, string? Task = null, float Weight = 1, float MinScore = 0);
