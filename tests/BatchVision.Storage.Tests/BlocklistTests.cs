using static BatchVision.Storage.Tests.ModerationSample;

namespace BatchVision.Storage.Tests;

public abstract class BlocklistTests(Dialect dialect) : StorageTests(dialect)
{
    private Policies _policies = null!;
    private Blocklist _blocklist = null!;

    private string Verdicts => $"SELECT key, decision, because, distance FROM {Temp.View("verdicts")} ORDER BY key";

    private protected override async Task PrepareAsync()
    {
        _policies = Own(new Policies(Temp.Database));
        _blocklist = Own(new Blocklist(Temp.Database));
        await _policies.ActivateAsync(Policy(), Token);
    }

    [Theory]
    [InlineData(0x0UL, 0)]
    [InlineData(0x8000_0000_0000_0000UL, 1)]
    [InlineData(0x8000_0001_0010_0111UL, 6)]
    [InlineData(0x8000_0001_0110_0111UL, null)]
    public async Task Write_NearAListedImage_IsBlockedByAnyModel(ulong difference, int? distance)
    {
        await _blocklist.AddAsync(Hash ^ difference, "stolen", Token);
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1));
        await Temp.Writer.WriteAsync([Result(chunks[0], Sample.Cats, ("cat", 0.9f))], Token);
        Assert.Equal(distance is null ? [] : [$"folder/00000.jpg|block|blocklist: stolen|{distance}"], await Temp.RowsAsync(Verdicts));
    }

    [Fact]
    public async Task Write_AnyDifferenceWithinTheDistance_IsFound()
    {
        await _policies.ActivateAsync(Policy("far", distance: Blocklist.MaxDistance), Token);
        await _blocklist.AddAsync(Hash, "stolen", Token);
        var random = new Random(7);
        var images = Enumerable.Range(0, 300).Select(i =>
        {
            // A bit in every byte but one is the hardest to find.
            var bits = i < 8 ? Enumerable.Range(0, 8).Where(b => b != i).Select(b => (8 * b) + random.Next(8)) : random.GetItems([.. Enumerable.Range(0, 64)], random.Next(1, 14));
            return bits.Aggregate(Hash, (hash, bit) => hash ^ (1UL << bit));
        }).ToArray();
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(images.Length));
        var result = Result(chunks[0], Sample.Cats, ("cat", 0.9f));
        await Temp.Writer.WriteAsync(
            [result with { Images = [.. result.Images.Select((image, i) => image with { Facts = image.Facts! with { PerceptualHash = images[i] } })] }], Token);

        var near = images.Select((hash, i) => (Distance: System.Numerics.BitOperations.PopCount(hash ^ Hash), Key: chunks[0].Images[i].Key)).Where(one => one.Distance <= 7).ToArray();
        Assert.InRange(near.Length, 50, 250);
        Assert.Equal(near.Select(one => $"{one.Key}|{one.Distance}").Order(StringComparer.Ordinal), await Temp.RowsAsync($"SELECT key, distance FROM {Temp.View("verdicts")} ORDER BY key"));
    }

    [Fact]
    public async Task Write_ListedImageWithAScore_TheListDecides()
    {
        await _blocklist.AddAsync(Hash, "stolen", Token);
        await _blocklist.AddAsync(Hash ^ 1, "near it", Token);
        var (_, chunks) = await Temp.PlanAsync([Nsfw], Sample.Images(1));
        await Temp.Writer.WriteAsync([Result(chunks[0], Nsfw, ("porn", 0.99f))], Token);
        Assert.Equal(["folder/00000.jpg|block|blocklist: stolen|0"], await Temp.RowsAsync(Verdicts));
    }

    [Fact]
    public async Task AddAndRemove_KnownImages_AreDecidedAgain()
    {
        var (_, chunks) = await Temp.PlanAsync([Objects], Sample.Images(2), Sample.Images(1, 2));
        await Temp.Writer.WriteAsync(
            [Result(chunks[0], Objects, Hash, ("knife", 0.6f)), Result(chunks[1], Objects, ~Hash, ("knife", 0.6f))], Token);
        var (_, others) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1, 9));
        await Temp.Writer.WriteAsync([Result(others[0], Sample.Cats, Hash ^ 3, ("cat", 0.9f))], Token);
        var before = await Temp.RowsAsync(Verdicts);
        Assert.Equal(3, before.Count);

        Assert.Equal(3, await _blocklist.AddAsync(Hash, "stolen", Token));
        Assert.Equal(
            [
                "folder/00000.jpg|block|blocklist: stolen|0", "folder/00001.jpg|block|blocklist: stolen|0",
                "folder/00002.jpg|review|objects: knife|", "folder/00009.jpg|block|blocklist: stolen|2",
            ],
            await Temp.RowsAsync(Verdicts));

        Assert.Equal(3, await _blocklist.RemoveAsync(Hash, Token));
        Assert.Equal(before, await Temp.RowsAsync(Verdicts));
        Assert.Null(await _blocklist.RemoveAsync(Hash, Token));
    }

    [Fact]
    public async Task Remove_ImageNearAnotherEntry_StaysBlocked()
    {
        await _blocklist.AddAsync(Hash, "one", Token);
        await _blocklist.AddAsync(Hash ^ 7, "two", Token);
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1));
        await Temp.Writer.WriteAsync([Result(chunks[0], Sample.Cats, ("cat", 0.9f))], Token);
        await _blocklist.RemoveAsync(Hash, Token);
        Assert.Equal(["folder/00000.jpg|block|blocklist: two|3"], await Temp.RowsAsync(Verdicts));
    }

    [Fact]
    public async Task DecideHistory_PolicyThatComesBack_ForgetsWhatWasTakenOff()
    {
        await _blocklist.AddAsync(Hash, "stolen", Token);
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1));
        await Temp.Writer.WriteAsync([Result(chunks[0], Sample.Cats, ("cat", 0.9f))], Token);
        await _policies.ActivateAsync(Policy("2"), Token);
        await _policies.DecideHistoryAsync(null, Token);
        await _blocklist.RemoveAsync(Hash, Token);
        await _policies.ActivateAsync(Policy("1"), Token);
        await _policies.DecideHistoryAsync(null, Token);
        Assert.Empty(await Temp.RowsAsync(Verdicts));
    }

    [Fact]
    public async Task DecideHistory_SmallerDistance_LetsGo()
    {
        await _blocklist.AddAsync(Hash ^ 7, "stolen", Token);
        var (_, chunks) = await Temp.PlanAsync([Objects], Sample.Images(1));
        await Temp.Writer.WriteAsync([Result(chunks[0], Objects, ("knife", 0.1f))], Token);
        await _policies.ActivateAsync(Policy("2", distance: 2), Token);
        await _policies.DecideHistoryAsync(null, Token);
        Assert.Equal(["folder/00000.jpg|allow|objects: knife|"], await Temp.RowsAsync(Verdicts));
    }

    [Fact]
    public async Task List_AfterAddRenameAndRemove_ShowsWhatCounts()
    {
        await _blocklist.AddAsync(ulong.MaxValue - 1, "first", Token);
        await _blocklist.AddAsync(2, "second", Token);
        await _blocklist.AddAsync(ulong.MaxValue - 1, "other reason", Token);
        await _blocklist.RemoveAsync(2, Token);
        var entry = Assert.Single(await _blocklist.ListAsync(Token));
        Assert.Equal((ulong.MaxValue - 1, "other reason"), (entry.Hash, entry.Reason));
        await _blocklist.AddAsync(2, "again", Token);
        Assert.Equal(["again", "other reason"], (await _blocklist.ListAsync(Token)).Select(one => one.Reason).Order());
    }

    [Fact]
    public async Task Add_WithoutPolicy_IsKeptForTheNext()
    {
        await _policies.DeactivateAsync(Token);
        Assert.Null(await _blocklist.AddAsync(Hash, "stolen", Token));
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1));
        await Temp.Writer.WriteAsync([Result(chunks[0], Sample.Cats, ("cat", 0.9f))], Token);
        Assert.Equal(0, await Temp.CountAsync("verdict"));
        await _policies.ActivateAsync(Policy(), Token);
        await _policies.DecideHistoryAsync(null, Token);
        Assert.Equal(["folder/00000.jpg|block|blocklist: stolen|0"], await Temp.RowsAsync(Verdicts));
    }

    public sealed class OnSqlite() : BlocklistTests(Dialect.Sqlite);

    public sealed class OnPostgres() : BlocklistTests(Dialect.Postgres);

    public sealed class OnPartitioned() : BlocklistTests(Dialect.Partitioned);
}
