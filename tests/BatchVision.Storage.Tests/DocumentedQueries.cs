using System.Text.RegularExpressions;

namespace BatchVision.Storage.Tests;

/// <summary>The queries of docs/queries.md, by number.</summary>
internal static partial class DocumentedQueries
{
    public static IReadOnlyDictionary<int, string> All { get; } = Section()
        .Matches(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "queries.md")))
        .ToDictionary(match => int.Parse(match.Groups[1].ValueSpan, null), match => match.Groups[2].Value.Trim());

    /// <summary>As that database spells it.</summary>
    public static string Of(int number, Database database) => All[number].Replace(" bi.", $" {database.View("")}", StringComparison.Ordinal);

    [GeneratedRegex(@"^## (\d+)\. .*?^```sql\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Section();
}
