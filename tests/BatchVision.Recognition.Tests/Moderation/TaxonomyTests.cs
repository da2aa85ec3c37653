using BatchVision.Recognition.Moderation;

namespace BatchVision.Recognition.Tests.Moderation;

public sealed class TaxonomyTests
{
    [Fact]
    public void Taxonomy_Levels_LeadUpToLevelOne()
    {
        Assert.Equal(10, Taxonomy.Categories.Count(category => category.Level == 1));
        foreach (var category in Taxonomy.Categories)
        {
            Assert.Same(category, Taxonomy.Find(category.Name));
            Assert.Equal(Enumerable.Range(1, category.Level).Reverse(), category.SelfAndAncestors().Select(one => one.Level));
        }
    }

    [Theory]
    [InlineData("Exposed Female Nipple", "Explicit Nudity", "Explicit", "adult", "Sexual")]
    [InlineData("Bare Back", "Non-Explicit Nudity", "Non-Explicit Nudity of Intimate parts and Kissing", "racy", "Sexual")]
    [InlineData("Weapons", "Violence", "Violence", "violence", "Violence")]
    [InlineData("Self-Harm", "Graphic Violence", "Violence", "violence", "SelfHarm")]
    [InlineData("Air Crash", "Crashes", "Visually Disturbing", "violence", "Violence")]
    [InlineData("Alcoholic Beverages", "Alcohol", "Alcohol", null, null)]
    [InlineData("Smoking", "Drugs & Tobacco Paraphernalia & Use", "Drugs & Tobacco", null, null)]
    [InlineData("Nazi Party", "Hate Symbols", "Hate Symbols", null, "Hate")]
    [InlineData("Gambling", null, "Gambling", null, null)]
    public void Taxonomy_Category_KnowsItsPlaceAndItsNamesElsewhere(string name, string? parent, string top, string? safeSearch, string? azure)
    {
        var category = Taxonomy.Find(name)!;
        Assert.Equal((parent, safeSearch, azure), (category.Parent, category.SafeSearch, category.Azure));
        Assert.Equal(top, category.SelfAndAncestors().Last().Name);
    }
}
