using System.Globalization;

namespace BatchVision.Benchmarks;

/// <summary>Listing and planning as a table.</summary>
internal static class PlanningText
{
    public static void Write(PlanningResults results, TextWriter to)
    {
        Line($"| | keys | keys/s | CPU-µs/key |");
        Line($"|---|---:|---:|---:|");
        foreach (var figures in new[] { results.Listing, results.Planning, results.Generated })
            Line($"| {figures.Name} | {figures.Keys:N0} | {figures.KeysPerSecond:N0} | {figures.CpuMicroseconds:N1} |");
        Line($"");
        Line($"Planning reaches {results.FractionOfListing:N2} of the listing alone.");

        void Line(FormattableString line) => to.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }
}
