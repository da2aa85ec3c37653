using BatchVision.Storage;
using Spectre.Console;

namespace BatchVision.Cli.Query;

/// <summary>The views one can query, as a table or as JSON.</summary>
internal static class ViewList
{
    public static async Task PrintAsync(Database database, QueryFormat format, CancellationToken cancellationToken)
    {
        var views = await database.ViewsAsync(cancellationToken);
        if (format == QueryFormat.Json)
        {
            CliJson.Print(views.Select(view => new { view.Name, View = database.View(view.Name), view.Comment }));
            return;
        }

        if (views.Count == 0)
        {
            await Console.Error.WriteLineAsync($"bv: {database.Name} has no views yet; run: bv db migrate --db {database.Name}");
            return;
        }

        var table = new Table().Border(TableBorder.Minimal).AddColumn("View");
        var haveComments = views.Any(view => view.Comment is not null);
        if (haveComments)
            table.AddColumn("Comment");
        foreach (var view in views)
        {
            string[] cells = haveComments ? [database.View(view.Name), view.Comment ?? ""] : [database.View(view.Name)];
            table.AddRow(cells.Select(cell => cell.EscapeMarkup()).ToArray());
        }

        CliTable.Print(table);
    }
}
