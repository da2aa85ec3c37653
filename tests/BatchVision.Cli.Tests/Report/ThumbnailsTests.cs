using BatchVision.Cli.Report;
using BatchVision.Objects;
using NetVips;

namespace BatchVision.Cli.Tests.Report;

public sealed class ThumbnailsTests
{
    private static readonly string Samples = FindSamples();

    public static TheoryData<string> Pictures() => [.. Directory.EnumerateFiles(Samples).Select(path => Path.GetFileName(path)).Where(name => !name.EndsWith(".md", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task Thumbnail_AnySample_IsASmallBareJpeg(string name)
    {
        using var small = await OpenAsync(name);

        Assert.Equal(Thumbnails.Side, Math.Max(small.Width, small.Height));
        Assert.False(small.HasAlpha());
        Assert.DoesNotContain(small.GetFields(), field => field.StartsWith("exif", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Thumbnail_PictureOnItsSide_StandsUpright()
    {
        using var small = await OpenAsync("lake-phone.jpg");

        Assert.Equal((240, 320), (small.Width, small.Height));
    }

    [Fact]
    public async Task Thumbnail_FileGoneChangedOrNoPicture_IsNone()
    {
        Assert.Null(await OfAsync("absent.jpg"));
        Assert.Null(await OfAsync("lake-phone.jpg", etag: "0-0"));
        Assert.Null(await OfAsync("README.md"));
    }

    [Fact]
    public async Task Thumbnail_FolderGone_IsNone()
    {
        using var stores = new ObjectStores(new S3Options());
        var image = new ReportImage("a.jpg", "", "file:///no/such/folder/", 640, 480, []);

        Assert.Null(await new Thumbnails(stores).OfAsync(image, TestContext.Current.CancellationToken));
    }

    private static async Task<Image> OpenAsync(string name) => Image.NewFromBuffer((await OfAsync(name))!);

    private static async Task<byte[]?> OfAsync(string name, string etag = "")
    {
        using var stores = new ObjectStores(new S3Options());
        var image = new ReportImage(name, etag, new Uri(Samples + "/").AbsoluteUri, 640, 480, []);
        return await new Thumbnails(stores).OfAsync(image, TestContext.Current.CancellationToken);
    }

    private static string FindSamples()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BatchVision.sln")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "samples");
    }
}
