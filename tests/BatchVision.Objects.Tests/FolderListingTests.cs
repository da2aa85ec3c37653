using CsCheck;

namespace BatchVision.Objects.Tests;

public sealed class FolderListingTests : IDisposable
{
    // Few letters make deep trees and shared prefixes; '-', '.' and '0' lie on both sides of '/'.
    private static readonly Gen<string> Name = Gen.OneOf("a", "b", "a-b", "a.b", "a0", "é", "B", "a b").List[1, 2].Select(string.Concat);

    private static readonly Gen<string[]> Keys = Name.List[1, 4].Select(names => string.Join('/', names)).Array[0, 40];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task List_AnyTreeWithAnyPassAndPageSize_EqualsANaiveSort() =>
        await Gen.Select(Keys, Gen.Int[1, 12], Gen.Int[1, 12]).SampleAsync(
            async (keys, keysPerPass, pageSize) =>
            {
                using var folder = new TempFolder();
                var expected = Fill(folder, keys);
                var pages = await folder.ListAsync(null, pageSize, keysPerPass);
                Assert.Equal(expected, pages.SelectMany(page => page.Objects).Select(image => image.Key));
                Assert.All(pages.SkipLast(1), page => Assert.Equal(pageSize, page.Objects.Count));
            },
            iter: 60, threads: 1);

    [Fact]
    public async Task List_FromAnyKey_IsTheRestOfTheList() =>
        await Gen.Select(Keys, Name.List[1, 3].Select(names => string.Join('/', names)), Gen.Int[1, 5]).SampleAsync(
            async (keys, startAfter, keysPerPass) =>
            {
                using var folder = new TempFolder();
                var expected = Fill(folder, keys).Where(key => string.CompareOrdinal(key, startAfter) > 0);
                Assert.Equal(expected, await folder.KeysAsync(startAfter, 7, keysPerPass));
            },
            iter: 60, threads: 1);

    [Fact]
    public async Task List_ResumedAfterEachPage_GivesTheSamePages()
    {
        for (var i = 0; i < 25; i++)
        {
            _folder.Write($"{i % 4}/{i:d3}.jpg");
            _folder.Write($"{i % 4}/{i:d3}.txt");
        }

        var pages = await _folder.ListAsync(pageSize: 4);
        Assert.Equal(7, pages.Count);
        foreach (var (i, page) in pages.Index().Skip(1))
        {
            var resumed = (await _folder.ListAsync(pages[i - 1].Checkpoint, 4, keysPerPass: 5))[0];
            Assert.Equal(page.Objects, resumed.Objects);
            Assert.Equal((page.Ignored, page.Checkpoint), (resumed.Ignored, resumed.Checkpoint));
        }
    }

    [Fact]
    public async Task List_Folder_ComparesWholeKeys()
    {
        // '-' and '.' sort before '/', so "a" the folder comes between its neighbours.
        _folder.Write("a/1.jpg");
        _folder.Write("a-b/1.jpg");
        _folder.Write("a.jpg");
        _folder.Write("a0.jpg");
        Assert.Equal(["a-b/1.jpg", "a.jpg", "a/1.jpg", "a0.jpg"], await _folder.KeysAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50_000)]
    public async Task List_Sidecars_AreCountedOnceWhateverThePassSize(int keysPerPass)
    {
        foreach (var key in new[] { "a.jpg", "a.JSON", "b/notes.txt", "b/c.png", "b/.hidden.jpg", ".git/x.jpg", "z.onnx", "noextension", "odd.xyz" })
        {
            _folder.Write(key);
        }

        var pages = await _folder.ListAsync(pageSize: 2, keysPerPass: keysPerPass);
        Assert.Equal(["a.jpg", "b/c.png", "noextension", "odd.xyz"], pages.SelectMany(page => page.Objects).Select(image => image.Key));
        // .git counts as one entry.
        Assert.Equal(5, pages.Sum(page => page.Ignored));
        Assert.Equal("z.onnx", pages[^1].Checkpoint);
    }

    [Fact]
    public async Task List_LinkedFolderToItsParent_EndsAndIsIgnored()
    {
        _folder.Write("a/1.jpg");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "a", "loop"), _folder.Path);
        var page = Assert.Single(await _folder.ListAsync());
        Assert.Equal("a/1.jpg", Assert.Single(page.Objects).Key);
        Assert.Equal(1, page.Ignored);
    }

    [Fact]
    public async Task List_LinkedFile_HasTheSizeOfItsTarget()
    {
        using var elsewhere = new TempFolder();
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link.jpg"), elsewhere.Write("target.jpg", "12345"));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "dangling.jpg"), Path.Combine(elsewhere.Path, "none.jpg"));
        var page = Assert.Single(await _folder.ListAsync());
        var image = Assert.Single(page.Objects);
        Assert.Equal(("link.jpg", 5L), (image.Key, image.Bytes));
        using var bytes = (await new FolderObjects(_folder.Path).FetchAsync(image, 100, TempFolder.Token)).Bytes;
        Assert.Equal(5, bytes!.Memory.Length);
    }

    [Fact]
    public async Task List_EmptyFolder_HasNoPages() => Assert.Empty(await _folder.ListAsync());

    [Fact]
    public void Open_NoFolder_Throws() =>
        Assert.Throws<DirectoryNotFoundException>(() => new FolderObjects(Path.Combine(_folder.Path, "none")));

    /// <summary>Makes the files that can be made (a name cannot be file and folder at once); gives back their keys, sorted.</summary>
    private static List<string> Fill(TempFolder folder, string[] keys)
    {
        var made = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            var isFolder = made.Any(other => other.StartsWith(key + "/", StringComparison.Ordinal));
            var isUnderFile = made.Any(other => key.StartsWith(other + "/", StringComparison.Ordinal));
            if (!isFolder && !isUnderFile && made.Add(key))
            {
                folder.Write(key);
            }
        }

        return [.. made.Order(StringComparer.Ordinal)];
    }
}
