namespace BatchVision.Recognition.Moderation;

/// <summary>One entry of the <see cref="Taxonomy"/>.</summary>
/// <param name="Name">The name, as Amazon Rekognition's moderation model 7 spells it.</param>
/// <param name="Parent">Name of the category above; null at level 1.</param>
/// <param name="Level">1 to 3.</param>
/// <param name="SafeSearch">The SafeSearch likelihood of Google Vision that covers it: adult, racy or violence; null where none does.</param>
/// <param name="Azure">The harm category of Azure AI Content Safety: Sexual, Violence, SelfHarm or Hate; null where none covers it.</param>
public sealed record ModerationCategory(string Name, string? Parent, int Level, string? SafeSearch, string? Azure)
{
    /// <summary>The category and those above it, from the bottom up.</summary>
    public IEnumerable<ModerationCategory> SelfAndAncestors()
    {
        for (var category = this; category is not null; category = category.Parent is { } parent ? Taxonomy.Find(parent) : null)
            yield return category;
    }
}
