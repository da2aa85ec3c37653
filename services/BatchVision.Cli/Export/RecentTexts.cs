namespace BatchVision.Cli.Export;

/// <summary>Gives one copy of texts that come again soon, by a table that forgets.</summary>
internal sealed class RecentTexts
{
    private const int Places = 1 << 10;

    private readonly string?[] _texts = new string?[Places];

    public string Share(string text)
    {
        ref var place = ref _texts[string.GetHashCode(text) & (Places - 1)];
        return place is not null && place.Equals(text, StringComparison.Ordinal) ? place : place = text;
    }
}
