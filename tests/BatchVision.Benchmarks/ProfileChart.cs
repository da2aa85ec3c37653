using System.Globalization;
using System.Net;
using System.Text;

namespace BatchVision.Benchmarks;

/// <summary>Where the CPU time of an image goes, as bars in an SVG: a bar for each set and model, and one above it for an earlier run.</summary>
internal static class ProfileChart
{
    private const int Left = 210, Width = 640, Bar = 20, Gap = 14, Top = 30;

    // Okabe and Ito's palette, which people with any colour vision tell apart.
    private static readonly string[] Colors = ["#999999", "#56b4e9", "#0072b2", "#f0e442", "#009e73", "#e69f00", "#d55e00"];

    public static string Draw(IReadOnlyList<PipelineResults> now, IReadOnlyList<PipelineResults>? before)
    {
        var bars = new List<(string Name, IReadOnlyList<ProfileShare> Shares, bool IsLast)>();
        foreach (var results in now)
        {
            var earlier = before?.FirstOrDefault(other => other.Set == results.Set && other.Model == results.Model);
            if (earlier is not null)
                bars.Add(($"{results.Set} {results.Model}, before", earlier.Profile, false));
            bars.Add((earlier is null ? $"{results.Set} {results.Model}" : "now", results.Profile, true));
        }

        var longest = bars.Max(bar => bar.Shares.Sum(share => share.CpuMilliseconds));
        var y = (double)Top + 40;
        var drawn = new StringBuilder();
        foreach (var (name, shares, isLast) in bars)
        {
            Text(drawn, Left - 8, y + 15, name, "end");
            var x = (double)Left;
            foreach (var (i, share) in shares.Index())
            {
                var length = share.CpuMilliseconds / longest * Width;
                drawn.AppendLine(Invariant($"""<rect x="{x:F1}" y="{y:F0}" width="{length:F1}" height="{Bar}" fill="{Colors[i]}"><title>{WebUtility.HtmlEncode(share.Name)}: {share.CpuMilliseconds:F2} ms</title></rect>"""));
                x += length;
            }

            Text(drawn, x + 6, y + 15, Invariant($"{shares.Sum(share => share.CpuMilliseconds):F1} ms"), "start");
            y += Bar + (isLast ? Gap : 2);
        }

        var legend = new StringBuilder();
        var at = (X: 10.0, Row: 0);
        foreach (var (i, share) in bars[0].Shares.Index())
        {
            var width = 24 + (share.Name.Length * 7.2);
            if (at.X + width > Left + Width + 90)
                at = (10, at.Row + 1);
            legend.AppendLine(Invariant($"""<rect x="{at.X:F0}" y="{10 + (at.Row * 22)}" width="12" height="12" fill="{Colors[i]}"/>"""));
            Text(legend, at.X + 17, 21 + (at.Row * 22), share.Name, "start");
            at.X += width;
        }

        return Invariant($"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Left + Width + 90} {y:F0}" font-family="sans-serif" font-size="13">
            <title>CPU milliseconds of an image, by what they are spent on</title>
            <rect width="100%" height="100%" fill="white"/>
            {legend}{drawn}</svg>

            """);
    }

    private static void Text(StringBuilder to, double x, double y, string text, string anchor) =>
        to.AppendLine(Invariant($"""<text x="{x:F0}" y="{y:F0}" text-anchor="{anchor}">{WebUtility.HtmlEncode(text)}</text>"""));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
