namespace BatchVision.Objects.Tests.Manifests;

public sealed class JsonLinesTests
{
    [Theory]
    [InlineData("list.jsonl")]
    [InlineData("LIST.NDJSON")]
    [InlineData("deep/train.manifest")]
    public async Task Read_Lines_GivesTheirKeysAsTheyStand(string name)
    {
        var listing = new Listing().With(name, """
            {"source-ref": "s3://photos/a b+c%20.jpg"}
            {"boxes": {"annotations": [{"source-ref": "s3://other/x.jpg"}], "size": [1]}, "source-ref": "s3://photos/é/\ud83d\ude00.jpg", "n": null}

            {"source-ref":"s3://photos/notes.txt"}
            """);

        Assert.Equal(["a b+c%20.jpg", "é/\U0001F600.jpg", "notes.txt"], await listing.KeysAsync(name));
        Assert.Equal("s3://photos/", (await listing.PagesAsync(name).SingleAsync(Listing.Token)).Root);
    }

    [Fact]
    public async Task Read_PackedWithByteOrderMarkAndWindowsLines_IsTheSame()
    {
        var listing = new Listing().With(
            "list.jsonl.gz", Listing.Pack("\uFEFF{\"source-ref\": \"s3://photos/a.jpg\"}\r\n{\"source-ref\": \"s3://photos/b.jpg\"}"));

        Assert.Equal(["a.jpg", "b.jpg"], await listing.KeysAsync("list.jsonl.gz"));
    }

    [Theory]
    [InlineData("s3://photos/b.jpg")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"source-ref": 1}""")]
    [InlineData("""{"source-ref": null}""")]
    [InlineData("""{"source-ref": "https://photos/b.jpg"}""")]
    [InlineData("""{"source-ref": "s3://photos"}""")]
    [InlineData("""{"source-ref": "s3://photos/"}""")]
    [InlineData("""{"source-ref": "s3:///b.jpg"}""")]
    [InlineData("""{"source-ref": "s3://photos/b.jpg"} {}""")]
    [InlineData("""{"source-ref": "s3://photos/\ud83d.jpg"}""")]
    [InlineData("""{"Source-Ref": "s3://photos/b.jpg"}""")]
    public async Task Read_MalformedLine_IsNamedWithWhatIsExpected(string line)
    {
        var listing = new Listing().With("list.jsonl", """{"source-ref": "s3://photos/a.jpg"}""" + "\n" + line + "\n");

        var message = await listing.FailsAsync("list.jsonl");

        Assert.StartsWith("list.jsonl, line 2: ", message, StringComparison.Ordinal);
        Assert.Contains("""expected {"source-ref": "s3://bucket/key"}""", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NotUtf8_IsMalformed()
    {
        var listing = new Listing().With("list.jsonl", [.. "{\"source-ref\": \"s3://photos/"u8, 0xC3, 0x28, .. "\"}"u8]);

        Assert.Contains("line 1", await listing.FailsAsync("list.jsonl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_EndlessLine_IsRefusedBeforeItIsRead()
    {
        var endless = new GeneratedStream(1L << 40, _ => (byte)'x');

        Assert.Contains("longer than", await new Listing().With("list.jsonl", () => endless).FailsAsync("list.jsonl"), StringComparison.Ordinal);

        Assert.InRange(endless.Position, 1 << 20, 4 << 20);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \r\n")]
    public async Task Read_Nothing_HasNoPages(string text) => Assert.Empty(await new Listing().With("list.jsonl", text).KeysAsync("list.jsonl"));
}
