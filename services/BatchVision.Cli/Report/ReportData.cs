namespace BatchVision.Cli.Report;

/// <summary>Everything that a report says about one job.</summary>
/// <param name="Source">Where the images came from, for example <c>s3://bucket/prefix</c> or a folder.</param>
/// <param name="JobId">The job in the database.</param>
/// <param name="StartedAt">When the job began.</param>
/// <param name="Models">Models that ran, in the order of the charts and cards.</param>
/// <param name="Counts">How the job's images ended.</param>
/// <param name="LabelCounts">Images per first label and model; each chart shows the largest.</param>
/// <param name="Throughput">Images done over time, ascending; fewer than two points draw no chart.</param>
/// <param name="ImageCount">How many images <paramref name="Images"/> would give to the end.</param>
/// <param name="Images">The gallery, best first; read only as far as the gallery's limit.</param>
/// <param name="Failures">Images without a result; their number is in <paramref name="Counts"/>, the list may be shorter.</param>
/// <param name="Policy">What decided; null when no policy was active.</param>
internal sealed record ReportData(
    string Source,
    string JobId,
    DateTimeOffset StartedAt,
    IReadOnlyList<ReportModel> Models,
    ReportCounts Counts,
    IReadOnlyList<ReportLabelCount> LabelCounts,
    IReadOnlyList<ReportSample> Throughput,
    long ImageCount,
    IAsyncEnumerable<ReportImage> Images,
    IReadOnlyList<ReportFailure> Failures,
    ReportPolicy? Policy = null);
