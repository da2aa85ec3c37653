namespace BatchVision.Recognition.Moderation;

/// <summary>
/// What moderation asks about, in three levels. Names are those of Amazon Rekognition's moderation model 7, so that a consumer of that
/// service can read our rows; each also says which of Google's and Azure's coarser categories it belongs to.
/// </summary>
public static class Taxonomy
{
    private static readonly List<ModerationCategory> All = [];

    private static readonly Dictionary<string, ModerationCategory> ByName;

    // Indented as it reads: level 1, level 2, level 3.
    static Taxonomy()
    {
        Top("Explicit", "adult", "Sexual")
            .Has("Explicit Nudity", "Exposed Male Genitalia", "Exposed Female Genitalia", "Exposed Buttocks or Anus", "Exposed Female Nipple")
            .Has("Explicit Sexual Activity")
            .Has("Sex Toys");
        Top("Non-Explicit Nudity of Intimate parts and Kissing", "racy", "Sexual")
            .Has("Non-Explicit Nudity", "Bare Back", "Exposed Male Nipple", "Partially Exposed Buttocks", "Partially Exposed Female Breast", "Implied Nudity")
            .Has("Obstructed Intimate Parts", "Obstructed Female Nipple", "Obstructed Male Genitalia")
            .Has("Kissing on the Lips");
        Top("Swimwear or Underwear", "racy", "Sexual")
            .Has("Female Swimwear or Underwear")
            .Has("Male Swimwear or Underwear");
        Top("Violence", "violence", "Violence")
            .Has("Weapons")
            .Has("Graphic Violence", "Weapon Violence", "Physical Violence", "Self-Harm", "Blood & Gore", "Explosions and Blasts");
        Top("Visually Disturbing", "violence", "Violence")
            .Has("Death and Emaciation", "Emaciated Bodies", "Corpses")
            .Has("Crashes", "Air Crash");
        Top("Drugs & Tobacco", null, null)
            .Has("Products", "Pills")
            .Has("Drugs & Tobacco Paraphernalia & Use", "Smoking");
        Top("Alcohol", null, null)
            .Has("Alcohol Use", "Drinking")
            .Has("Alcoholic Beverages");
        Top("Rude Gestures", null, null)
            .Has("Middle Finger");
        Top("Gambling", null, null);
        Top("Hate Symbols", null, "Hate")
            .Has("Nazi Party")
            .Has("White Supremacy")
            .Has("Extremist");
        ByName = All.ToDictionary(category => category.Name, StringComparer.Ordinal);
    }

    /// <summary>Every category, parents before their children.</summary>
    public static IReadOnlyList<ModerationCategory> Categories => All;

    /// <summary>The category of that exact name; null when there is none.</summary>
    public static ModerationCategory? Find(string name) => ByName.GetValueOrDefault(name);

    private static Branch Top(string name, string? safeSearch, string? azure)
    {
        var top = new ModerationCategory(name, null, 1, safeSearch, azure);
        All.Add(top);
        return new Branch(top);
    }

    private readonly record struct Branch(ModerationCategory Top)
    {
        public Branch Has(string name, params ReadOnlySpan<string> children)
        {
            Add(name, Top.Name, 2);
            foreach (var child in children)
                Add(child, name, 3);
            return this;
        }

        // Azure alone has a category that cuts through a branch.
        private void Add(string name, string parent, int level) =>
            All.Add(new ModerationCategory(name, parent, level, Top.SafeSearch, name == "Self-Harm" ? "SelfHarm" : Top.Azure));
    }
}
