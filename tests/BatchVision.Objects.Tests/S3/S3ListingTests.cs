using System.Text;

namespace BatchVision.Objects.Tests.S3;

public sealed class S3ListingTests
{
    /// <summary>What people and programs really put into keys.</summary>
    private static readonly string[] OddKeys =
    [
        " leading space.jpg", "%.jpg", "%2F.jpg", "../up.jpg", "a b.jpg", "a%20b.jpg", "a&<>\"'.jpg", "a+b.jpg", "a/../b.jpg", "a/./b.jpg",
        "a:b.jpg", "back\\slash.jpg", "control\u0001.jpg", "hash#.jpg", "line\nbreak.jpg", "query?x=1.jpg", "return\r.jpg", "tab\t.jpg",
        "trailing space.jpg ", "x//y.jpg", "~t'()*!.jpg", "é.jpg", "\uFFFD.jpg", "\U0001F600.jpg",
    ];

    [Fact]
    public async Task List_MoreThanAServersPage_GivesAllOnceInPagesOfTheAskedSize()
    {
        await using var place = await S3Place.CreateAsync();
        var keys = Enumerable.Range(0, 1203).Select(i => $"{i % 7}/{i:d5}.jpg").Order(StringComparer.Ordinal).ToList();
        await place.PutManyAsync(keys);

        var pages = await place.ListAsync(pageSize: 500);

        Assert.Equal(keys, pages.SelectMany(page => page.Objects).Select(image => image.Key));
        Assert.Equal([500, 500, 203], pages.Select(page => page.Objects.Count));
        Assert.All(pages, page => Assert.Equal((place.Root, page.Objects[^1].Key), (page.Root, page.Checkpoint)));
        Assert.Equal(keys, (await place.ListAsync(pageSize: 10_000)).Single().Objects.Select(image => image.Key));
    }

    [Fact]
    public async Task List_ResumedAfterEachPage_GivesTheSamePages()
    {
        await using var place = await S3Place.CreateAsync();
        await place.PutManyAsync(Enumerable.Range(0, 25).SelectMany(i => new[] { $"{i % 4}/{i:d3}.jpg", $"{i % 4}/{i:d3}.txt" }));

        var pages = await place.ListAsync(pageSize: 4);

        Assert.Equal(7, pages.Count);
        foreach (var (i, page) in pages.Index().Skip(1))
        {
            var resumed = (await place.ListAsync(startAfter: pages[i - 1].Checkpoint, pageSize: 4))[0];
            Assert.Equal(page.Objects, resumed.Objects);
            Assert.Equal((page.Ignored, page.Checkpoint), (resumed.Ignored, resumed.Checkpoint));
        }
    }

    [Fact]
    public async Task List_OddKeys_ComeAsTheyAreInByteOrderAndCanBeFetchedAndResumedAfter()
    {
        await using var place = await S3Place.CreateAsync();
        foreach (var key in OddKeys)
        {
            await place.PutAsync(key, key);
        }

        var listed = (await place.ListAsync()).SelectMany(page => page.Objects).ToList();

        Assert.Equal(OddKeys.OrderBy(key => Convert.ToHexString(Encoding.UTF8.GetBytes(key)), StringComparer.Ordinal), listed.Select(image => image.Key));
        foreach (var (i, image) in listed.Index())
        {
            using var bytes = (await place.FetchAsync(image)).Bytes;
            Assert.Equal(image.Key, Encoding.UTF8.GetString(bytes!.Memory.Span));
            var rest = await place.ListAsync(startAfter: image.Key);
            Assert.Equal(listed.Skip(i + 1), rest.SelectMany(page => page.Objects));
        }
    }

    [Fact]
    public async Task List_Prefix_GivesFullKeysOfThePrefixAlone()
    {
        await using var place = await S3Place.CreateAsync();
        await place.PutManyAsync(["a.jpg", "photos/1 & 2/a+b.jpg", "photos/1 & 2/c.jpg", "photos/1.jpg"]);

        Assert.Equal(["photos/1 & 2/a+b.jpg", "photos/1 & 2/c.jpg"], await place.KeysAsync("photos/1 & 2/"));
        Assert.Equal(3, (await place.KeysAsync("photos/1")).Count);
        Assert.Equal($"{place.Root}photos/1 & 2/", place.Stores.OpenSource($"{place.Root}photos/1 & 2/").Source);
        Assert.Equal(place.Root, place.Stores.OpenSource(place.Root.TrimEnd('/')).Source);
    }

    [Fact]
    public async Task List_Sidecars_AreCountedAsIgnored()
    {
        await using var place = await S3Place.CreateAsync();
        await place.PutManyAsync(["dir/", "dir/.hidden", "dir/a.jpg", "dir/a.json", "dir.zip/b", "notes.TXT", "z"]);

        var page = Assert.Single(await place.ListAsync());

        Assert.Equal(["dir.zip/b", "dir/a.jpg", "z"], page.Objects.Select(image => image.Key));
        Assert.Equal(4, page.Ignored);
    }

    [Fact]
    public async Task List_SidecarsOnly_IsOnePageToGoOnAfter()
    {
        await using var place = await S3Place.CreateAsync();
        await place.PutManyAsync(["a.txt", "b.txt"]);

        var page = Assert.Single(await place.ListAsync());

        Assert.Equal((0, 2, "b.txt"), (page.Objects.Count, page.Ignored, page.Checkpoint));
    }

    [Fact]
    public async Task List_NothingThere_HasNoPages()
    {
        await using var place = await S3Place.CreateAsync();
        Assert.Empty(await place.ListAsync());
        await place.PutAsync("a.jpg");
        Assert.Empty(await place.ListAsync("b"));
        Assert.Empty(await place.ListAsync(startAfter: "a.jpg"));
    }

    [Fact]
    public async Task List_Object_HasTheETagOfItsUploadAndItsSize()
    {
        await using var place = await S3Place.CreateAsync();
        var etag = await place.PutAsync("a.jpg", "12345");

        var image = Assert.Single(Assert.Single(await place.ListAsync()).Objects);

        Assert.Equal((etag, 5), (image.ETag, image.Bytes));
        Assert.DoesNotContain('"', image.ETag);
    }
}
