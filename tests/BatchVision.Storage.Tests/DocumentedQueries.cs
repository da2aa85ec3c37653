using System.Text.RegularExpressions;

namespace BatchVision.Storage.Tests;

/// <summary>The questions of docs/queries.md and their SQL, as a database spells it.</summary>
internal static partial class DocumentedQueries
{
    public static IReadOnlyList<(int Number, string Question, string Sql)> Read(string file, Database database) =>
    [
        .. Section().Matches(File.ReadAllText(file)).Select(match => (
            int.Parse(match.Groups[1].ValueSpan, null),
            match.Groups[2].Value,
            match.Groups[3].Value.Trim().Replace(" bi.", $" {database.View("")}", StringComparison.Ordinal))),
    ];

    [GeneratedRegex(@"^## (\d+)\. (.*?)$.*?^```sql\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Section();
}
