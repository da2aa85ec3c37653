using System.ComponentModel.DataAnnotations;

namespace BatchVision.Objects.Tests;

public sealed class ObjectStoresTests : IDisposable
{
    private readonly ObjectStores _stores = new(new S3Options());
    private readonly TempFolder _folder = new();

    public void Dispose()
    {
        _stores.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("s3://bucket", "s3://bucket/")]
    [InlineData("s3://bucket/", "s3://bucket/")]
    [InlineData("s3://bucket/a b/100%+#?.jpg", "s3://bucket/a b/100%+#?.jpg")]
    [InlineData("manifest+s3://bucket/list.csv", "manifest+s3://bucket/list.csv")]
    [InlineData("manifest+file:///lists/list.csv", "manifest+file:///lists/list.csv")]
    public void Open_Source_HasItsCanonicalAddress(string address, string canonical) =>
        Assert.Equal(canonical, _stores.OpenSource(address).Source);

    [Fact]
    public void Open_Folder_HasItsCanonicalAddress()
    {
        var address = new Uri(_folder.Path).AbsoluteUri;
        Assert.Equal(address + "/", _stores.OpenSource(address).Source);
        Assert.Equal(address + "/", _stores.OpenStore(address + "/").Root);
        Assert.Equal("s3://bucket/", _stores.OpenStore("s3://bucket/").Root);
    }

    [Theory]
    [InlineData("")]
    [InlineData("photos")]
    [InlineData("/photos")]
    [InlineData("https://bucket/photos")]
    [InlineData("file://server/share")]
    [InlineData("s3://")]
    [InlineData("s3:///key")]
    [InlineData("s3://../key")]
    [InlineData("s3://a b/key")]
    [InlineData("s3://user@host:80/key")]
    [InlineData("manifest+s3://")]
    [InlineData("manifest+https://bucket/list.csv")]
    [InlineData("manifest+file:///lists/manifest.json")]
    [InlineData("file:///no/such/folder")]
    public void Open_AnythingElse_IsOneLine(string address)
    {
        var message = Assert.Throws<SourceException>(() => _stores.OpenSource(address)).Message;
        Assert.Contains(address, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("s3://bucket/prefix")]
    [InlineData("manifest+s3://bucket/list.csv")]
    public void Open_SourceAsStore_IsRefused(string address) => Assert.Throws<SourceException>(() => _stores.OpenStore(address));

    [Fact]
    public void Open_StoreOfAFolderThatIsNotThere_MayPass() =>
        Assert.ThrowsAny<IOException>(() => _stores.OpenStore("file:///no/such/folder/"));

    [Fact]
    public void Options_OutOfRange_SayWhichAndHow()
    {
        Assert.Contains("S3:MaxConcurrentRequests must be", Refused(new S3Options { MaxConcurrentRequests = 0 }), StringComparison.Ordinal);
        Assert.Contains("S3:RequestTimeout must be", Refused(new S3Options { RequestTimeout = TimeSpan.Zero }), StringComparison.Ordinal);
        Assert.Contains("S3:Region must be", Refused(new S3Options { Region = "eu west" }), StringComparison.Ordinal);
        Assert.Contains("S3:Endpoint must be", Refused(new S3Options { Endpoint = new Uri("localhost:9000") }), StringComparison.Ordinal);
        Assert.Contains("S3:Endpoint must be", Refused(new S3Options { Endpoint = new Uri("/s3", UriKind.Relative) }), StringComparison.Ordinal);
    }

    private static string Refused(S3Options options) => Assert.Throws<ValidationException>(() => new ObjectStores(options)).Message;
}
