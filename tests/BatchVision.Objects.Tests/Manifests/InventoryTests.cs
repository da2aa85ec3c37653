using System.Security.Cryptography;
using System.Text.Json;
using BatchVision.Contracts;

namespace BatchVision.Objects.Tests.Manifests;

public sealed class InventoryTests
{
    private const string Manifest = "inventory/photos/daily/2026-11-22T01-00Z/manifest.json";

    private const string Schema = "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag";

    [Fact]
    public async Task Read_Parts_GivesPresentVersionsWithDecodedKeys()
    {
        var listing = Inventory(
            Schema,
            """
            "photos","a+b%2Bc%2520/%C3%A9.jpg","v2","true","false","5","2026-11-20T10:00:00.000Z","e1"
            "photos","a.jpg","v1","false","false","4","2026-11-19T10:00:00.000Z","e0"
            "photos","deleted.jpg","v3","true","true","","2026-11-19T10:00:00.000Z",""
            "photos","folder/","v1","true","false","0","2026-11-19T10:00:00.000Z","e2"
            "photos","folder/notes.txt","v1","true","false","7","2026-11-19T10:00:00.000Z","e3"
            """,
            "\"photos\",\"z.jpg\",\"v1\",\"true\",\"false\",\"6\",\"2026-11-20T10:00:00.000Z\",\"e4\"\n");

        var page = await listing.PagesAsync(Manifest).SingleAsync(Listing.Token);

        Assert.Equal([new ImageRef("a b+c%20/é.jpg", "e1", 5), new ImageRef("z.jpg", "e4", 6)], page.Objects);
        Assert.Equal((2, "s3://photos/"), (page.Ignored, page.Root));
    }

    [Fact]
    public async Task Read_ResumedAfterEachPage_GivesTheSamePages()
    {
        static string Part(string name) => string.Concat(Enumerable.Range(0, 7).Select(i => $"photos,{name}{i}.jpg\n{(i == 3 ? "photos,x.txt\n" : "")}"));
        var listing = Inventory("Bucket, Key", Part("a"), Part("b"), "", Part("c"));
        var pages = await listing.PagesAsync(Manifest, pageSize: 4).ToListAsync(Listing.Token);

        Assert.Equal((21, 3), (pages.Sum(page => page.Objects.Count), pages.Sum(page => page.Ignored)));
        foreach (var (i, page) in pages.Index().Skip(1))
        {
            var resumed = await listing.PagesAsync(Manifest, pages[i - 1].Checkpoint, 4).FirstAsync(Listing.Token);
            Assert.Equal(page.Objects, resumed.Objects);
            Assert.Equal((page.Ignored, page.Checkpoint), (resumed.Ignored, resumed.Checkpoint));
        }

        Assert.Empty(await listing.PagesAsync(Manifest, pages[^1].Checkpoint).ToListAsync(Listing.Token));
    }

    [Fact]
    public async Task Read_PartWithAnotherMd5_IsDamaged()
    {
        var listing = Inventory("Bucket, Key, ETag", "photos,a.jpg,e1\n").With("data/0.csv.gz", Listing.Pack("photos,b.jpg,e1\n"));

        Assert.Contains("MD5", await listing.FailsAsync(Manifest), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_BytesAfterThePackedText_AreDamageToo()
    {
        var listing = Inventory("Bucket, Key, ETag", "photos,a.jpg,e1\n").With("data/0.csv.gz", [.. Listing.Pack("photos,a.jpg,e1\n"), 0, 0]);

        await listing.FailsAsync(Manifest);
    }

    [Theory]
    [InlineData("ORC")]
    [InlineData("Parquet")]
    public async Task Read_AnotherFormat_SaysThatCsvIsNeeded(string format)
    {
        var json = JsonSerializer.Serialize(new { sourceBucket = "photos", fileFormat = format, fileSchema = "x", files = Array.Empty<object>() });

        var message = await new Listing().With(Manifest, json).FailsAsync(Manifest);

        Assert.Contains(format, message, StringComparison.Ordinal);
        Assert.Contains("CSV", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"sourceBucket": 1, "fileFormat": "CSV", "fileSchema": "Key", "files": []}""")]
    [InlineData("""{"sourceBucket": "photos", "fileFormat": "CSV", "fileSchema": "Bucket", "files": []}""")]
    [InlineData("""{"sourceBucket": "photos", "fileFormat": "CSV", "fileSchema": "Key", "files": [{"key": "a"}]}""")]
    [InlineData("""{"sourceBucket": "photos", "fileFormat": "CSV", "fileSchema": "Key", "files": {}}""")]
    public async Task Read_NoInventory_SaysWhatIsExpected(string json) =>
        Assert.StartsWith(Manifest, await new Listing().With(Manifest, json).FailsAsync(Manifest), StringComparison.Ordinal);

    [Fact]
    public async Task Read_HugeManifest_IsRefusedUnread()
    {
        var huge = new GeneratedStream(1L << 30, _ => (byte)' ');

        await new Listing().With(Manifest, () => huge).FailsAsync(Manifest);

        Assert.Equal(0, huge.Position);
    }

    [Theory]
    [InlineData("photos\n", "columns")]
    [InlineData("other,a.jpg,1\n", "'other'")]
    [InlineData("\"oth\ner\",a.jpg,1\n", "'oth er'")]
    [InlineData("photos,,1\n", "key")]
    [InlineData("photos,a.jpg,many\n", "size")]
    public async Task Read_MalformedRecord_IsNamed(string record, string complaint)
    {
        var message = await Inventory("Bucket, Key, Size", record).FailsAsync(Manifest);

        Assert.StartsWith("data/0.csv.gz, line 1: ", message, StringComparison.Ordinal);
        Assert.Contains(complaint, message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NoPartsOrEmptyOnes_HasNoPages()
    {
        Assert.Empty(await Inventory(Schema).KeysAsync(Manifest));
        Assert.Empty(await Inventory(Schema, "", "").KeysAsync(Manifest));
    }

    private static Listing Inventory(string schema, params string[] parts)
    {
        var listing = new Listing();
        var files = parts.Index().Select(part =>
        {
            var (key, packed) = ($"data/{part.Index}.csv.gz", Listing.Pack(part.Item));
            listing.With(key, packed);
#pragma warning disable CA5351 // As S3 does it.
            return new { key, size = packed.Length, MD5checksum = Convert.ToHexStringLower(MD5.HashData(packed)) };
#pragma warning restore CA5351
        }).ToArray();
        return listing.With(Manifest, JsonSerializer.Serialize(new
        {
            sourceBucket = "photos",
            destinationBucket = "arn:aws:s3:::lists",
            version = "2016-11-30",
            creationTimestamp = "1795305600000",
            fileFormat = "CSV",
            fileSchema = schema,
            files,
        }));
    }
}
