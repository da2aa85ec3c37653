using System.Text;
using BatchVision.Contracts;

namespace BatchVision.Objects.Tests.S3;

public sealed class S3FetchTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(3_000_000)]
    public async Task Fetch_ListedObject_GivesItsBytes(int length)
    {
        await using var place = await S3Place.CreateAsync();
        var content = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 23))));
        await place.PutAsync("a.jpg", content);

        using var bytes = (await place.FetchAsync(await ListedAsync(place), maxBytes: 4_000_000)).Bytes;

        Assert.Equal(content, Encoding.UTF8.GetString(bytes!.Memory.Span));
    }

    [Fact]
    public async Task Fetch_ReplacedObject_IsChanged()
    {
        await using var place = await S3Place.CreateAsync();
        await place.PutAsync("a.jpg", "old");
        var image = await ListedAsync(place);
        await place.PutAsync("a.jpg", "new");

        var fetched = await place.FetchAsync(image);

        Assert.Equal((ImageStatus.Changed, null), (fetched.Status, fetched.Bytes));
    }

    [Fact]
    public async Task Fetch_WithoutETag_TakesAnyVersion()
    {
        await using var place = await S3Place.CreateAsync();
        await place.PutAsync("a.jpg", "new");

        using var bytes = (await place.FetchAsync(new ImageRef("a.jpg", "", 0))).Bytes;

        Assert.NotNull(bytes);
    }

    [Theory]
    [InlineData("gone.jpg")]
    [InlineData("a/../a.jpg")]
    public async Task Fetch_NoSuchObject_IsNotFound(string key)
    {
        await using var place = await S3Place.CreateAsync();
        await place.PutAsync("a.jpg");

        Assert.Equal(ImageStatus.NotFound, (await place.FetchAsync(new ImageRef(key, "0123", 1))).Status);
    }

    [Fact]
    public async Task Fetch_AboveTheLimit_IsTooLarge()
    {
        await using var place = await S3Place.CreateAsync();
        await place.PutAsync("a.jpg", "12345");
        var image = await ListedAsync(place);

        Assert.Equal(ImageStatus.TooLarge, (await place.FetchAsync(image, maxBytes: 4)).Status);
        using var bytes = (await place.FetchAsync(image, maxBytes: 5)).Bytes;
        Assert.NotNull(bytes);
    }

    [Fact]
    public async Task Fetch_DeniedObject_IsAccessDeniedAndItsNeighbourIsNot()
    {
        await using var place = await S3Place.CreateAsync();
        var secret = new ImageRef("secret/a.jpg", await place.PutAsync("secret/a.jpg"), 1);
        var open = new ImageRef("open/a.jpg", await place.PutAsync("open/a.jpg"), 1);
        await place.DenyAsync("s3:GetObject", "/secret/*");

        Assert.Equal(ImageStatus.AccessDenied, (await place.FetchAsync(secret)).Status);
        using var bytes = (await place.FetchAsync(open)).Bytes;
        Assert.NotNull(bytes);
    }

    [Theory]
    [InlineData("/a.jpg")]
    [InlineData("//a.jpg")]
    [InlineData("")]
    public async Task Fetch_KeyThatTheSdkWouldChange_IsRefused(string key)
    {
        await using var place = await S3Place.CreateAsync();
        await place.PutAsync("a.jpg");

        Assert.Equal(ImageStatus.AccessDenied, (await place.FetchAsync(new ImageRef(key, "", 1))).Status);
        Assert.Null(await place.Stores.OpenStore(place.Root).FindAsync(key, S3Place.Token));
    }

    [Theory]
    [InlineData("nobody", null, "InvalidAccessKeyId")]
    [InlineData(null, "wrong", "SignatureDoesNotMatch")]
    public async Task Fetch_WrongCredentials_AreTheStoresTroubleAndNotTheImages(string? accessKey, string? secretKey, string code)
    {
        await using var place = await S3Place.CreateAsync();
        await place.PutAsync("a.jpg");
        using var stores = place.Open(accessKey, secretKey);
        var store = stores.OpenStore(place.Root);

        var trouble = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.FetchAsync(new ImageRef("a.jpg", "", 1), 100, S3Place.Token).AsTask());
        Assert.Contains(code, trouble.Message, StringComparison.Ordinal);
        trouble = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.FindAsync("a.jpg", S3Place.Token).AsTask());
        Assert.Contains(code, trouble.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_NoSuchBucket_IsTheStoresTrouble()
    {
        await using var place = await S3Place.CreateAsync();
        var store = place.Stores.OpenStore("s3://no-such-bucket-here/");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.FetchAsync(new ImageRef("a.jpg", "", 1), 100, S3Place.Token).AsTask());
    }

    [Fact]
    public async Task Find_Object_GivesItsVersionOrNothing()
    {
        await using var place = await S3Place.CreateAsync();
        var etag = await place.PutAsync("a b+é.jpg", "12345");
        await place.PutAsync("secret/a.jpg");
        await place.DenyAsync("s3:GetObject", "/secret/*");
        var store = place.Stores.OpenStore(place.Root);

        Assert.Equal(new ImageRef("a b+é.jpg", etag, 5), await store.FindAsync("a b+é.jpg", S3Place.Token));
        Assert.Null(await store.FindAsync("gone.jpg", S3Place.Token));
        Assert.Null(await store.FindAsync("secret/a.jpg", S3Place.Token));
    }

    [Fact]
    public async Task Fetch_ManyAtOnce_AllArrive()
    {
        await using var place = await S3Place.CreateAsync();
        await place.PutManyAsync(Enumerable.Range(0, 300).Select(i => $"{i}.jpg"));
        var images = (await place.ListAsync()).SelectMany(page => page.Objects);

        var fetched = await Task.WhenAll(images.Select(image => place.FetchAsync(image).AsTask()));

        Assert.All(fetched, one => Assert.Equal(1, one.Bytes!.Memory.Length));
        Array.ForEach(fetched, one => one.Bytes!.Dispose());
    }

    private static async Task<ImageRef> ListedAsync(S3Place place) => Assert.Single(Assert.Single(await place.ListAsync()).Objects);
}
