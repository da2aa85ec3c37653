using System.Globalization;
using BatchVision.Storage;
using Spectre.Console;

namespace BatchVision.Cli.Moderation;

/// <summary>The active policy with its thresholds and its verdicts, for people or as JSON.</summary>
internal sealed record PolicyOverview(PolicyInfo Policy, VerdictCounts Verdicts, IReadOnlyList<CategoryRow> Categories)
{
    public static async Task<PolicyOverview> ReadAsync(Database database, PolicyInfo active, CancellationToken cancellationToken)
    {
        const string Select = """
            SELECT c.name, c.level, c.review, c.block, (SELECT count(*) FROM policy_label l WHERE l.policy_category_id = c.policy_category_id)
            FROM policy_category c JOIN policy y ON y.policy_id = c.policy_id AND y.active ORDER BY c.policy_category_id
            """;
        await using var connection = await database.ConnectForQueriesAsync(cancellationToken);
        var verdicts = await VerdictCounts.ReadAsync(connection, "true", cancellationToken);
        var categories = await connection.QueryAsync(Select, r => new CategoryRow(
            r.GetString(0), r.GetInt32(1), r.IsDBNull(2) ? null : r.GetFloat(2), r.IsDBNull(3) ? null : r.GetFloat(3), r.GetInt64(4)), cancellationToken);
        return new PolicyOverview(active, verdicts, categories);
    }

    public void PrintJson() => CliJson.Print(new
    {
        Policy = Policy.Name,
        Policy.Version,
        Policy.Sha256,
        Policy.ActivatedAt,
        Policy.HistoryDecidedAt,
        Policy.BlocklistDistance,
        Verdicts,
        Categories,
    });

    public void Print()
    {
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Policy}, active since {Policy.ActivatedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC, blocklist distance {Policy.BlocklistDistance}"));
        Console.Out.WriteLine($"sha256 {Policy.Sha256}");
        Console.Out.WriteLine($"Newest versions of all images: {Verdicts}");
        if (Policy.HistoryDecidedAt is null)
            Console.Error.WriteLine("bv: deciding known images was not finished; 'bv policy apply' does it");

        var table = new Table().Border(TableBorder.Minimal).AddColumns("Category", "Review from", "Block from", "Labels of known models");
        foreach (var row in Categories)
        {
            var indent = new string(' ', 2 * (row.Level - 1));
            table.AddRow(
                indent + row.Category.EscapeMarkup(), Number(row.Review), Number(row.Block), row.KnownLabels.ToString(CultureInfo.InvariantCulture));
        }

        CliTable.Print(table);
    }

    private static string Number(float? score) => score?.ToString("0.##", CultureInfo.InvariantCulture) ?? "–";
}
