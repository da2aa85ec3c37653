using BatchVision.Contracts;
using BatchVision.Objects.Tests.S3;

namespace BatchVision.Objects.Tests.Manifests;

/// <summary>Manifests where they really are: on disk and in a bucket, of objects in a bucket.</summary>
public sealed class ManifestPlacesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task List_ManifestOfObjects_FindsTheirVersions(bool onDisk)
    {
        await using var place = await S3Place.CreateAsync();
        using var folder = new TempFolder();
        var etag = await place.PutAsync("photos/a b+é.jpg", "12345");
        var text = $$"""
            {"source-ref": "{{place.Root}}photos/a b+é.jpg"}
            {"source-ref": "{{place.Root}}gone.jpg"}
            """;
        await place.PutAsync("lists/my list.jsonl", text);
        var source = "manifest+" + (onDisk ? new Uri(folder.Write("my list.jsonl", text)).AbsoluteUri : $"{place.Root}lists/my list.jsonl");

        var images = await ImagesAsync(place, source);

        Assert.Equal([new ImageRef("photos/a b+é.jpg", etag, 5), new ImageRef("gone.jpg", "", 0)], images);
        using var bytes = (await place.FetchAsync(images[0])).Bytes;
        Assert.NotNull(bytes);
        Assert.Equal(ImageStatus.NotFound, (await place.FetchAsync(images[1])).Status);
    }

    [Fact]
    public async Task List_ManifestOfSeveralBlocks_IsReadWhole()
    {
        await using var place = await S3Place.CreateAsync();
        await place.PutAsync("list.csv", Lines(place, 150_000));

        var images = await ImagesAsync(place, $"manifest+{place.Root}list.csv");

        Assert.Equal(Enumerable.Range(0, 150_000).Select(i => $"{i:d6}.jpg"), images.Select(image => image.Key));
    }

    [Fact]
    public async Task List_ManifestReplacedMeanwhile_IsRefused()
    {
        await using var place = await S3Place.CreateAsync();
        var source = $"manifest+{place.Root}list.csv";
        await place.PutAsync("list.csv", Lines(place, 150_000));
        await using var pages = place.Stores.OpenSource(source).ListAsync(null, 1000, S3Place.Token).GetAsyncEnumerator(S3Place.Token);
        Assert.True(await pages.MoveNextAsync());
        var checkpoint = pages.Current.Checkpoint;
        await place.PutAsync("list.csv", Lines(place, 149_999));

        var refused = await Assert.ThrowsAsync<SourceException>(async () =>
        {
            while (await pages.MoveNextAsync())
            {
            }
        });
        Assert.Contains("changed", refused.Message, StringComparison.Ordinal);
        Assert.Contains("changed", await FailsAsync(place, source, checkpoint), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_EmptyManifest_HasNoPages()
    {
        await using var place = await S3Place.CreateAsync();
        await place.PutAsync("list.csv", "");

        Assert.Empty(await ImagesAsync(place, $"manifest+{place.Root}list.csv"));
    }

    [Fact]
    public async Task List_NoManifestToRead_SaysWhy()
    {
        await using var place = await S3Place.CreateAsync();
        await place.PutAsync("secret.csv", "photos,a.jpg");
        await place.DenyAsync("s3:GetObject", "/secret.csv");

        Assert.Contains("no such object", await FailsAsync(place, $"manifest+{place.Root}list.csv"), StringComparison.Ordinal);
        Assert.Contains("denied", await FailsAsync(place, $"manifest+{place.Root}secret.csv"), StringComparison.Ordinal);
        Assert.Contains("cannot be asked for", await FailsAsync(place, $"manifest+{place.Root}"), StringComparison.Ordinal);
        Assert.Contains("no bucket", await FailsAsync(place, "manifest+s3://no-such-bucket-here/list.csv"), StringComparison.Ordinal);
        Assert.Contains("no file", await FailsAsync(place, "manifest+file:///no/such/list.csv"), StringComparison.Ordinal);
        Assert.Contains("folder", await FailsAsync(place, "manifest+file:///tmp"), StringComparison.Ordinal);
    }

    private static string Lines(S3Place place, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"{place.Bucket},{i:d6}.jpg,0123456789abcdef0123456789abcdef,1000\n"));

    private static async Task<string> FailsAsync(S3Place place, string source, string? startAfter = null) =>
        (await Assert.ThrowsAsync<SourceException>(() => ImagesAsync(place, source, startAfter))).Message;

    private static async Task<List<ImageRef>> ImagesAsync(S3Place place, string source, string? startAfter = null) =>
        await place.Stores.OpenSource(source).ListAsync(startAfter, 1000, S3Place.Token).SelectMany(page => page.Objects).ToListAsync(S3Place.Token);
}
