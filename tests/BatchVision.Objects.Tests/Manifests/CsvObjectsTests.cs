using BatchVision.Contracts;

namespace BatchVision.Objects.Tests.Manifests;

public sealed class CsvObjectsTests
{
    [Theory]
    [InlineData("photos,a.jpg,e1,5")]
    [InlineData("photos,a.jpg,\"\"\"e1\"\"\",5")]
    [InlineData("bucket,key,etag,size\nphotos,a.jpg,e1,5")]
    [InlineData("\uFEFFSize,Key,ETag,Bucket,Comment\r\n5,a.jpg,e1,photos,\"nice, \nisn't it\"\r\n")]
    [InlineData("s3://photos/a.jpg,e1,5")]
    [InlineData("s3_uri,size,etag\ns3://photos/a.jpg,5,e1")]
    [InlineData("\n\nphotos,a.jpg,e1,5\n\n")]
    public async Task Read_AnyForm_GivesTheSame(string text)
    {
        var page = await new Listing().With("list.csv", text).PagesAsync("list.csv").SingleAsync(Listing.Token);

        Assert.Equal([new ImageRef("a.jpg", "e1", 5)], page.Objects);
        Assert.Equal("s3://photos/", page.Root);
    }

    [Fact]
    public async Task Read_OddKeys_StandAsTheyAre()
    {
        var listing = new Listing().With(
            "list.csv.gz", Listing.Pack("photos,\"a, \"\"b\"\"\nc.jpg\"\nphotos,a b+c%20.jpg\nphotos, x\nphotos,é/\U0001F600.txt\n"));

        Assert.Equal(["a, \"b\"\nc.jpg", "a b+c%20.jpg", " x", "é/\U0001F600.txt"], await listing.KeysAsync("list.csv.gz"));
    }

    [Theory]
    [InlineData("a.jpg")]
    [InlineData("photos,")]
    [InlineData(",a.jpg")]
    [InlineData("no bucket!,a.jpg")]
    [InlineData("photos,a.jpg,e1,big")]
    [InlineData("photos,a.jpg,e1,-1")]
    [InlineData("photos,a\"b.jpg")]
    [InlineData("photos,\"a\"b.jpg")]
    [InlineData("photos,\"a.jpg")]
    public async Task Read_MalformedRecord_IsNamedByItsLine(string record)
    {
        var listing = new Listing().With("list.csv", $"photos,first.jpg,e1\n{record}\n");

        Assert.StartsWith("list.csv, line 2: ", await listing.FailsAsync("list.csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s3://photos\n")]
    [InlineData("s3://photos/\n")]
    [InlineData("url\nhttps://photos/a.jpg\n")]
    [InlineData("key\na.jpg\n")]
    public async Task Read_AddressesThatAreNone_AreMalformed(string text) =>
        Assert.Contains("expected bucket,key", await new Listing().With("list.csv", text).FailsAsync("list.csv"), StringComparison.Ordinal);

    [Fact]
    public async Task Read_AnotherBucket_IsNamedWithItsLine()
    {
        var message = await new Listing().With("list.csv", "photos,a.jpg,e1\nother,b.jpg,e2\n").FailsAsync("list.csv");

        Assert.StartsWith("list.csv, line 2: ", message, StringComparison.Ordinal);
        Assert.Contains("'other'", message, StringComparison.Ordinal);
        Assert.Contains("'photos'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NotUtf8_IsMalformed()
    {
        var listing = new Listing().With("list.csv", [.. "photos,"u8, 0xC3, 0x28, .. ".jpg,e1"u8]);

        Assert.Contains("UTF-8", await listing.FailsAsync("list.csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("photos,", "x")]
    [InlineData("photos,", "x,")]
    [InlineData("photos,\"", "\n")]
    [InlineData("photos", ",\"\n\"")]
    public async Task Read_EndlessRecord_IsRefusedBeforeItIsRead(string start, string rest)
    {
        var endless = new GeneratedStream(1L << 40, at => (byte)(at < start.Length ? start[(int)at] : rest[(int)((at - start.Length) % rest.Length)]));

        Assert.Contains("line 1", await new Listing().With("list.csv", () => endless).FailsAsync("list.csv"), StringComparison.Ordinal);

        Assert.InRange(endless.Position, 1, 1 << 20);
    }

    [Fact]
    public async Task Read_HeaderAlone_HasNoPages() => Assert.Empty(await new Listing().With("list.csv", "bucket,key\n").KeysAsync("list.csv"));

    [Fact]
    public async Task Read_PackedBomb_IsRefused()
    {
        var listing = new Listing().With("list.csv.gz", Listing.Pack(new string('\n', 64 << 20)));

        Assert.Contains("unpacks to more than", await listing.FailsAsync("list.csv.gz"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_PackedFileThatIsDamagedOrCutShort_SaysSo()
    {
        var packed = Listing.Pack(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"photos,{i * 7919 % 10_007}.jpg,e{i}\n")));
        Assert.Contains("gzip", await new Listing().With("list.csv.gz", packed[..^100]).FailsAsync("list.csv.gz"), StringComparison.Ordinal);
        packed[packed.Length / 2] ^= 0x55;
        await new Listing().With("list.csv.gz", packed).FailsAsync("list.csv.gz");
        Assert.Contains("gzip", await new Listing().With("list.csv.gz", "photos,a.jpg").FailsAsync("list.csv.gz"), StringComparison.Ordinal);
    }
}
