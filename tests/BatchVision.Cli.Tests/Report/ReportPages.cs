using System.Text;
using BatchVision.Cli.Report;

namespace BatchVision.Cli.Tests.Report;

/// <summary>Small jobs and the pages they become.</summary>
internal static class ReportPages
{
    public static readonly ReportModel Model = new("finder", "1", "detection", "0123456789abcdef0123456789abcdef");

    /// <summary>Begin and end of a JPEG: enough of a thumbnail where the picture does not matter.</summary>
    public static readonly byte[] Pixel = [0xFF, 0xD8, 0xFF, 0xD9];

    public static ReportData Job(params ReportImage[] images) => new(
        Source: "photos",
        JobId: "7c1f",
        StartedAt: new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero),
        Models: [Model],
        Counts: new ReportCounts(images.Length, images.Length, 0, 0, TimeSpan.FromSeconds(2)),
        LabelCounts: [],
        Throughput: [],
        ImageCount: images.Length,
        Images: images.ToAsyncEnumerable(),
        Failures: []);

    public static ReportImage Image(string key, params ReportPrediction[] predictions) => new(key, "e1", "file:///photos/", 640, 480, predictions);

    public static async Task<string> WriteAsync(ReportData data, int galleryLimit = 300, Func<ReportImage, byte[]?>? thumbnail = null)
    {
        using var page = new MemoryStream();
        await new HtmlReport((image, _) => new((thumbnail ?? (_ => Pixel))(image))) { GalleryLimit = galleryLimit }.WriteAsync(page, data, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(page.ToArray());
    }
}
