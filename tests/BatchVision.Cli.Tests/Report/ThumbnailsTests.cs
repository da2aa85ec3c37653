using BatchVision.Cli.Report;
using NetVips;

namespace BatchVision.Cli.Tests.Report;

public sealed class ThumbnailsTests
{
    private static readonly string Samples = FindSamples();

    public static TheoryData<string> Pictures() => [.. Directory.EnumerateFiles(Samples).Select(path => Path.GetFileName(path)).Where(name => !name.EndsWith(".md", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Thumbnail_AnySample_IsASmallBareJpeg(string name)
    {
        using var small = Open(name);

        Assert.Equal(Thumbnails.Side, Math.Max(small.Width, small.Height));
        Assert.False(small.HasAlpha());
        Assert.DoesNotContain(small.GetFields(), field => field.StartsWith("exif", StringComparison.Ordinal));
    }

    [Fact]
    public void Thumbnail_PictureOnItsSide_StandsUpright()
    {
        using var small = Open("lake-phone.jpg");

        Assert.Equal((240, 320), (small.Width, small.Height));
    }

    [Fact]
    public void Thumbnail_FileGoneOrNoPicture_IsNone()
    {
        Assert.Null(Thumbnails.Of(Named(null)));
        Assert.Null(Thumbnails.Of(Named(Path.Combine(Samples, "absent.jpg"))));
        Assert.Null(Thumbnails.Of(Named(Path.Combine(Samples, "README.md"))));
    }

    private static Image Open(string name) => Image.NewFromBuffer(Thumbnails.Of(Named(Path.Combine(Samples, name)))!);

    private static ReportImage Named(string? path) => new("key", path, 640, 480, []);

    private static string FindSamples()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "BatchVision.sln")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, "samples");
    }
}
