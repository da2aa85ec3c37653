using System.Text;
using BatchVision.Contracts;

namespace BatchVision.Objects.Tests;

public sealed class FolderFetchTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fetch_ListedFile_GivesItsBytes()
    {
        _folder.Write("a b/é.jpg", "content");
        using var bytes = (await FetchAsync(await ListedAsync())).Bytes;
        Assert.Equal("content", Encoding.UTF8.GetString(bytes!.Memory.Span));
    }

    [Fact]
    public async Task Fetch_WithoutETag_TakesAnyVersion()
    {
        _folder.Write("a.jpg", "content");
        using var bytes = (await FetchAsync(new ImageRef("a.jpg", "", 0))).Bytes;
        Assert.Equal(7, bytes!.Memory.Length);
    }

    [Fact]
    public async Task Find_File_GivesTheVersionThatIsListed()
    {
        _folder.Write("a/b.jpg", "content");
        var store = new FolderObjects(_folder.Path);
        Assert.Equal(await ListedAsync(), await store.FindAsync("a/b.jpg", TempFolder.Token));
        Assert.Null(await store.FindAsync("a", TempFolder.Token));
        Assert.Null(await store.FindAsync("a/c.jpg", TempFolder.Token));
        Assert.Null(await store.FindAsync("../b.jpg", TempFolder.Token));
    }

    [Fact]
    public async Task Fetch_EmptyFile_GivesNoBytesWithoutOpeningIt()
    {
        _folder.Write("a.jpg", "");
        using var bytes = (await FetchAsync(await ListedAsync())).Bytes;
        Assert.Equal(0, bytes!.Memory.Length);
    }

    [Fact]
    public async Task Fetch_Pipe_DoesNotBlock()
    {
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", Path.Combine(_folder.Path, "a.jpg")))
        {
            await mkfifo.WaitForExitAsync(TempFolder.Token);
        }

        using var bytes = (await FetchAsync(await ListedAsync())).Bytes;
        Assert.Equal(0, bytes!.Memory.Length);
    }

    [Fact]
    public async Task Fetch_DeletedFile_IsNotFound()
    {
        var path = _folder.Write("a.jpg");
        var image = await ListedAsync();
        File.Delete(path);
        Assert.Equal(ImageStatus.NotFound, (await FetchAsync(image)).Status);
    }

    [Fact]
    public async Task Fetch_DeletedFolder_IsNotFound()
    {
        _folder.Write("a/b.jpg");
        var image = await ListedAsync();
        Directory.Delete(Path.Combine(_folder.Path, "a"), recursive: true);
        Assert.Equal(ImageStatus.NotFound, (await FetchAsync(image)).Status);
    }

    [Fact]
    public async Task Fetch_FolderInItsPlace_IsNotFound()
    {
        _folder.Write("a/b.jpg");
        Assert.Equal(ImageStatus.NotFound, (await FetchAsync(new ImageRef("a", "0-0", 1))).Status);
    }

    [Fact]
    public async Task Fetch_GrownFile_IsChanged()
    {
        var path = _folder.Write("a.jpg");
        var image = await ListedAsync();
        await File.AppendAllTextAsync(path, "more", TempFolder.Token);
        Assert.Equal(ImageStatus.Changed, (await FetchAsync(image)).Status);
    }

    [Fact]
    public async Task Fetch_SameSizeOtherTime_IsChanged()
    {
        var path = _folder.Write("a.jpg");
        var image = await ListedAsync();
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddHours(-1));
        Assert.Equal(ImageStatus.Changed, (await FetchAsync(image)).Status);
    }

    [Fact]
    public async Task Fetch_AboveTheLimit_IsTooLargeBeforeAnyMemoryIsTaken()
    {
        var path = _folder.Write("a.jpg");
        // Sparse: 8 GiB of nothing, more than an array can hold.
        using (var file = File.OpenWrite(path))
        {
            file.SetLength(8L << 30);
        }

        var image = await ListedAsync();
        Assert.Equal(ImageStatus.TooLarge, (await FetchAsync(image, maxBytes: 100)).Status);
        Assert.Equal(ImageStatus.TooLarge, (await FetchAsync(image, maxBytes: long.MaxValue)).Status);
    }

    [Fact]
    public async Task Fetch_AtTheLimit_IsRead()
    {
        _folder.Write("a.jpg", "12345");
        var image = await ListedAsync();
        using var bytes = (await FetchAsync(image, maxBytes: 5)).Bytes;
        Assert.NotNull(bytes);
        Assert.Equal(ImageStatus.TooLarge, (await FetchAsync(image, maxBytes: 4)).Status);
    }

    [Theory]
    [InlineData("../secret.jpg")]
    [InlineData("a/../../secret.jpg")]
    [InlineData("/etc/passwd")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("a\0b")]
    public async Task Fetch_KeyThatLeavesTheFolder_IsRefused(string key)
    {
        var result = await FetchAsync(new ImageRef(key, "0-0", 1));
        Assert.Equal(ImageStatus.AccessDenied, result.Status);
        Assert.Null(result.Bytes);
    }

    [Fact]
    public async Task Fetch_SiblingThatSharesThePrefix_IsRefused()
    {
        var sibling = Directory.CreateDirectory(_folder.Path + "-secret").FullName;
        try
        {
            var result = await FetchAsync(new ImageRef($"../{Path.GetFileName(sibling)}/a.jpg", "0-0", 1));
            Assert.Equal(ImageStatus.AccessDenied, result.Status);
        }
        finally
        {
            Directory.Delete(sibling);
        }
    }

    [Fact]
    public void ObjectBytes_AfterDispose_AreNotReadable()
    {
        var bytes = new ObjectBytes(10);
        Assert.Equal(10, bytes.Memory.Length);
        bytes.Dispose();
        bytes.Dispose();
        Assert.Throws<ObjectDisposedException>(() => bytes.Memory);
    }

    private async Task<ImageRef> ListedAsync() => Assert.Single(Assert.Single(await _folder.ListAsync()).Objects);

    private async Task<Fetched> FetchAsync(ImageRef image, long maxBytes = 1 << 20) =>
        await new FolderObjects(_folder.Path).FetchAsync(image, maxBytes, TempFolder.Token);
}
