using System.Globalization;
using BatchVision.Contracts;

namespace BatchVision.Objects.Tests.Manifests;

public sealed class ManifestSourceTests
{
    [Fact]
    public async Task List_EntriesWithoutETag_AreAskedForInOrderAndFewAtATime()
    {
        var given = Enumerable.Range(0, 500).Where(i => i % 5 == 0).ToHashSet();
        var present = Enumerable.Range(0, 500).Where(i => i % 2 == 0).ToHashSet();
        var listing = new Listing().With("list.csv", string.Concat(Enumerable.Range(0, 500).Select(i => $"photos,{i}.jpg{(given.Contains(i) ? ",given,3" : "")}\n")));
        foreach (var i in present)
        {
            listing.Objects[$"{i}.jpg"] = new ImageRef($"{i}.jpg", "found", 7);
        }

        var images = await listing.ImagesAsync("list.csv");

        Assert.Equal(
            Enumerable.Range(0, 500).Select(i =>
                given.Contains(i) ? new ImageRef($"{i}.jpg", "given", 3) : listing.Objects.GetValueOrDefault($"{i}.jpg") ?? new ImageRef($"{i}.jpg", "", 0)),
            images);
        Assert.InRange(listing.MostAtOnce, 1, 32);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(25)]
    public async Task List_ResumedAfterEachPage_GivesTheSamePages(int pageSize)
    {
        var listing = new Listing().With("list.csv", "bucket,key,etag\n" + string.Concat(Enumerable.Range(0, 25).Select(i => $"photos,{i}.jpg,e{i}\n")));
        var pages = await listing.PagesAsync("list.csv", pageSize: pageSize).ToListAsync(Listing.Token);

        Assert.Equal(25, pages.Sum(page => page.Objects.Count));
        foreach (var (i, page) in pages.Index().Skip(1))
        {
            var resumed = await listing.PagesAsync("list.csv", pages[i - 1].Checkpoint, pageSize).FirstAsync(Listing.Token);
            Assert.Equal(page.Objects, resumed.Objects);
            Assert.Equal(page.Checkpoint, resumed.Checkpoint);
        }
    }

    [Fact]
    public async Task List_200000Lines_ReadsNoFurtherThanItIsAsked()
    {
        const int Lines = 200_000;
        static string Line(long i) => string.Create(CultureInfo.InvariantCulture, $"photos,{i:d20}.jpg,e123\n");
        var length = Line(0).Length;
        var (current, line) = (-1L, "");
        var stream = new GeneratedStream((long)Lines * length, at =>
        {
            if (at / length != current)
            {
                (current, line) = (at / length, Line(at / length));
            }

            return (byte)line[(int)(at % length)];
        });

        var count = 0;
        await foreach (var page in new Listing().With("list.csv", () => stream).PagesAsync("list.csv", pageSize: 1000))
        {
            count += page.Objects.Count;
            // What is read ahead is a buffer, and not the manifest.
            Assert.InRange(stream.Position, (long)count * length, ((long)count * length) + (1 << 17));
        }

        Assert.Equal(Lines, count);
    }

    [Theory]
    [InlineData("0:5")]
    [InlineData("x")]
    [InlineData("-1:5:v1")]
    [InlineData("photos/a.jpg")]
    public async Task List_CheckpointOfSomethingElse_IsRefused(string checkpoint) => await RefusedAsync(checkpoint);

    [Fact]
    public async Task List_ManifestChangedSinceTheCheckpoint_IsRefused() =>
        Assert.Contains("changed", await RefusedAsync("0:1:v0"), StringComparison.Ordinal);

    [Theory]
    [InlineData("list.txt")]
    [InlineData("list")]
    [InlineData("list.json")]
    [InlineData("list.gz")]
    public async Task List_UnknownForm_NamesTheKnownOnes(string name) =>
        Assert.Contains(".csv", await new Listing().With(name, Listing.Pack("x")).FailsAsync(name), StringComparison.Ordinal);

    private static async Task<string> RefusedAsync(string checkpoint)
    {
        var listing = new Listing().With("list.csv", "photos,a.jpg,e1");
        return (await Assert.ThrowsAsync<SourceException>(
            async () => await listing.PagesAsync("list.csv", checkpoint).ToListAsync(Listing.Token))).Message;
    }
}
