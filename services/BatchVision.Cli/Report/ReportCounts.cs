namespace BatchVision.Cli.Report;

/// <summary>How the images of a job ended: listed = recognized + failed + skipped.</summary>
internal sealed record ReportCounts(long Listed, long Recognized, long Failed, long Skipped, TimeSpan Elapsed)
{
    public double ImagesPerSecond => Elapsed > TimeSpan.Zero ? (Recognized + Failed) / Elapsed.TotalSeconds : 0;
}
