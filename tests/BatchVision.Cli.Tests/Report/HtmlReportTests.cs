using System.Text.RegularExpressions;
using BatchVision.Cli.Report;
using BatchVision.Contracts;

namespace BatchVision.Cli.Tests.Report;

public sealed class HtmlReportTests
{
    private const string Hostile = "\"><script>alert('x')</script><img src=x onerror=alert(1)>.jpg";

    [Fact]
    public async Task Page_HostileWords_AreText()
    {
        var data = ReportPages.Job(ReportPages.Image(Hostile, new ReportPrediction("finder", Hostile, 0.9f, new Box(0, 0, 1, 1)))) with
        {
            Source = Hostile,
            JobId = Hostile,
            LabelCounts = [new ReportLabelCount("finder", Hostile, 1)],
            Failures = [new ReportFailure(Hostile, Hostile, Hostile)],
        };

        var page = await ReportPages.WriteAsync(data);

        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img src=x", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Hostile, page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, "<script"));
    }

    [Fact]
    public async Task Page_KeyThatReordersText_ShowsWhereItDoes()
    {
        var page = await ReportPages.WriteAsync(ReportPages.Job(ReportPages.Image("holiday\u202Egpj.exe\u0000\n")));

        Assert.Contains("holiday\uFFFDgpj.exe\uFFFD\uFFFD", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u202E', page);
    }

    [Fact]
    public async Task Page_Box_LiesAtItsPercentages()
    {
        var page = await ReportPages.WriteAsync(ReportPages.Job(
            ReportPages.Image("a.jpg", new ReportPrediction("finder", "cat", 0.875f, new Box(0.125f, 0.25f, 0.5f, 0.6251f)))));

        Assert.Contains("""<rect class="c0" x="12.5%" y="25%" width="50%" height="62.51%"><title>""", page, StringComparison.Ordinal);
        Assert.Contains("<title>cat 0.88</title>", page, StringComparison.Ordinal);
        Assert.Contains("""style="aspect-ratio:1.3333;width:100%">""", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_PortraitPicture_FillsTheHeightOfItsFrame()
    {
        var page = await ReportPages.WriteAsync(ReportPages.Job(ReportPages.Image("a.jpg") with { Width = 300, Height = 600 }));

        Assert.Contains("aspect-ratio:0.5;height:100%", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_AnyJob_AsksNothingOfTheNetwork()
    {
        var page = await ReportPages.WriteAsync(ReportPages.Job(ReportPages.Image("a.jpg")));

        Assert.DoesNotMatch("""https?://""", page);
        Assert.DoesNotMatch("""(src|href)\s*=\s*"(?!data:)""", page);
        Assert.DoesNotMatch("""url\(|@import|<link|<iframe""", page);
        Assert.Contains("default-src &#39;none&#39;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_MoreImagesThanTheGalleryHolds_SaysSoAndReadsNoFurther()
    {
        var read = 0;
        var images = Enumerable.Range(0, 12).Select(i =>
        {
            read++;
            return ReportPages.Image($"{i}.jpg");
        });
        var data = ReportPages.Job() with { ImageCount = 12_345, Images = images.ToAsyncEnumerable() };

        var page = await ReportPages.WriteAsync(data, galleryLimit: 3);

        Assert.Contains("Showing 3 of 12,345 images.", page, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(page, """<li class="card" """));
        Assert.Equal(3, read);
    }

    [Fact]
    public async Task Page_Failures_AreListedWithTheirReasons()
    {
        var data = ReportPages.Job() with
        {
            Counts = new ReportCounts(40, 0, 40, 0, TimeSpan.FromSeconds(1)),
            Failures = [new ReportFailure("cut.jpg", "Corrupt", "The file ends in the middle of a scan.")],
        };

        var page = await ReportPages.WriteAsync(data);

        Assert.Contains("""<tr><th scope="row"><bdi>cut.jpg</bdi></th><td><span class="status">Corrupt</span></td><td>The file ends in the middle of a scan.</td></tr>""", page, StringComparison.Ordinal);
        Assert.Contains("Showing 1 of 40.", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_NothingAtAll_IsStillAPage()
    {
        var page = await ReportPages.WriteAsync(ReportPages.Job() with { Counts = new ReportCounts(0, 0, 0, 0, TimeSpan.Zero) });

        Assert.Contains("0 images.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", page, StringComparison.Ordinal);
        Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_BoxesOfOnePlace_AreAllDrawnAndNamedOnce()
    {
        var boxes = new[] { 0.4f, 0.9f, 0.6f }.Select(score => new ReportPrediction("finder", "cup", score, new Box(0.2f, 0.3f, 0.2f, 0.2f)));

        var page = await ReportPages.WriteAsync(ReportPages.Job(ReportPages.Image("a.jpg", [.. boxes])));

        Assert.Equal(3, Regex.Count(page, """<rect class="c0" """));
        Assert.Contains(">cup 0.90</text>", page, StringComparison.Ordinal);
        Assert.Equal(1, Regex.Count(page, """<text class="c0" """));
    }

    [Fact]
    public async Task Card_NoThumbnail_SaysSo()
    {
        var page = await ReportPages.WriteAsync(ReportPages.Job(ReportPages.Image("a.jpg")), thumbnail: _ => null);

        Assert.Contains("No preview", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_ManyBoxesOfOneLabel_NamesItOnceWithItsBestScore()
    {
        var boxes = new[] { 0.4f, 0.9f, 0.6f }.Select(score => new ReportPrediction("finder", "cup", score, new Box(0, 0, 0.5f, 0.5f)));

        var page = await ReportPages.WriteAsync(ReportPages.Job(ReportPages.Image("a.jpg", [.. boxes])));

        Assert.Contains("""<span class="name">cup <small>× 3</small></span><span class="score">0.90</span>""", page, StringComparison.Ordinal);
        Assert.Contains("""alt="a.jpg: cup 0.90" """, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_Verdict_IsABadgeThatSaysWhy()
    {
        var image = ReportPages.Image("a.jpg") with { Verdict = new ReportVerdict("review", "Weapons", 0.75f, "finder: <knife>") };
        var page = await ReportPages.WriteAsync(ReportPages.Job(image) with { Policy = new ReportPolicy("house@2", 4, 1, 0, 7) });

        Assert.Contains("""<p class="verdict review" title="finder: &lt;knife&gt;"><b>review</b> <span>Weapons 0.75</span></p>""", page, StringComparison.Ordinal);
        Assert.Contains("data-text=\"a.jpg review weapons\"", page, StringComparison.Ordinal);
        Assert.Contains("<dt>To review</dt><dd>1</dd>", page, StringComparison.Ordinal);
        Assert.Contains("verdicts are those of policy house@2. 7 images have none", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_AllowedImage_NamesNoCategory()
    {
        var image = ReportPages.Image("a.jpg") with { Verdict = new ReportVerdict("allow", "Weapons", 0.1f, "finder: knife") };
        var listed = ReportPages.Image("b.jpg") with { Verdict = new ReportVerdict("block", null, null, "blocklist: stolen") };
        var page = await ReportPages.WriteAsync(ReportPages.Job(image, listed));

        Assert.Contains("data-text=\"a.jpg allow\"", page, StringComparison.Ordinal);
        Assert.Contains("<b>allow</b></p>", page, StringComparison.Ordinal);
        Assert.Contains("<b>block</b> <span>blocklist: stolen</span></p>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_WithoutPolicy_SaysNothingOfVerdicts()
    {
        var page = await ReportPages.WriteAsync(ReportPages.Job(ReportPages.Image("a.jpg")));

        Assert.DoesNotContain("To review", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<p class=\"verdict", page, StringComparison.Ordinal);
        Assert.Contains("no policy was applied", page, StringComparison.Ordinal);
    }
}
