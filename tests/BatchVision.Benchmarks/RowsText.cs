using System.Globalization;

namespace BatchVision.Benchmarks;

/// <summary>The writer and COPY as a table.</summary>
internal static class RowsText
{
    public static void Write(RowsResults results, TextWriter to)
    {
        Line($"{results.Writer.Images:N0} images, {results.Writer.Predictions:N0} predictions, {results.Transactions} transactions at once; peak memory {results.PeakMemoryBytes >> 20:N0} MiB");
        Line($"");
        Line($"| | predictions/s | images/s | CPU-ms/image, client | CPU-ms/image, server | managed bytes/image |");
        Line($"|---|---:|---:|---:|---:|---:|");
        foreach (var way in new[] { results.Writer, results.Copy }.OfType<RowsFigures>())
            Line($"| {way.Name} | {way.PredictionsPerSecond:N0} | {way.ImagesPerSecond:N0} | {way.CpuMilliseconds:N4} | {way.ServerCpuMilliseconds:N4} | {way.AllocatedBytesPerImage:N0} |");
        Line($"");
        if (results.Copy is not null)
            Line($"The writer reaches {results.FractionOfCopy:N2} of COPY by time and {results.FractionOfCopyByCpu:N2} by CPU of both sides.");
        Line($"");

        void Line(FormattableString line) => to.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }
}
