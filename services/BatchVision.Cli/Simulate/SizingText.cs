using System.Globalization;
using System.Text;

namespace BatchVision.Cli.Simulate;

/// <summary>The table of sizes, as k8s/README.md quotes it.</summary>
internal static class SizingText
{
    private static readonly string[] Heads =
    [
        "images/day", "images/s", "worker cores", "worker pods", "GPUs", "other cores", "writers", "rows/s", "GB/day", "messages/s", "live median", "95th",
    ];

    public static string Of(IEnumerable<SizingRow> rows)
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", Heads).Append(" |\n|").Insert(text.Length, "---:|", Heads.Length).Append('\n');
        foreach (var row in rows)
        {
            text.Append("| ").AppendJoin(" | ",
                row.ImagesPerDay.ToString("N0", CultureInfo.InvariantCulture), Number(row.ImagesPerSecond), Number(row.WorkerCores), Whole(row.Workers),
                row.Gpus is { } gpus ? Whole(gpus) : "-", Number(row.OtherCores), Whole(row.Writers), Number(row.RowsPerSecond), Number(row.GigabytesPerDay),
                Number(row.MessagesPerSecond), SimulatedTime.Text(row.LiveMedian), SimulatedTime.Text(row.LiveP95)).Append(" |\n");
        }

        return text.ToString();
    }

    private static string Whole(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(value >= 100 ? "N0" : value >= 1 ? "N1" : "F2", CultureInfo.InvariantCulture);
}
