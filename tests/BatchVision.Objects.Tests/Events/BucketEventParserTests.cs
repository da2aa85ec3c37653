using System.Text;
using System.Text.Json;
using BatchVision.Contracts;
using BatchVision.Objects.Events;
using CsCheck;

namespace BatchVision.Objects.Tests.Events;

public sealed class BucketEventParserTests
{
    private const string Key = "photos/my summer+(2024).jpg";

    private const string ETag = "0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("sns.json", "00672FA1B2C3D4E5F6", null)]
    [InlineData("eventbridge.json", "00672FA1B2C3D4E5F6", "Lq3Yc0")]
    [InlineData("minio.json", "17F0A1B2C3E4F506", null)]
    [InlineData("rustfs.json", "17F0A1B2C3E4F506", null)]
    [InlineData("ceph.json", "9AF01E674D1C5A2B", null)]
    public void Parse_EachVendor_GivesTheKeyAsItIs(string fixture, string sequencer, string? versionId)
    {
        var e = Assert.Single(BucketEventParser.Parse(Fixture(fixture)));

        Assert.Equal(new ObjectEvent("holiday", Key, ETag, versionId, 482113, false, sequencer, e.At), e);
        Assert.Equal(new DateTime(2026, 11, 20, 9, 15, 30), e.At.UtcDateTime.AddTicks(-(e.At.UtcTicks % TimeSpan.TicksPerSecond)));
    }

    [Fact]
    public void Parse_SeveralRecords_GivesCreationsAndRemovalsAndNothingElse()
    {
        var events = BucketEventParser.Parse(Fixture("aws.json"));

        Assert.Equal(
            [
                new ObjectEvent("holiday", Key, "9b2cf535f27731c974343645a3985328-2", "Lq3Yc0", 482113, false, "00672FA1B2C3D4E5F6", events[0].At),
                new ObjectEvent("holiday", "photos/old.jpg", null, "Mx8", null, true, "00672FA1B2C3D4E5F7", events[1].At),
            ],
            events);
    }

    [Theory]
    [InlineData("s3:ObjectRemoved:Delete")]
    [InlineData("ObjectRemoved:Delete")]
    [InlineData("LifecycleExpiration:DeleteMarkerCreated")]
    [InlineData("ObjectLifecycle:Expiration:Current")]
    public void Parse_AnyRemoval_IsOne(string name) => Assert.True(Assert.Single(Parse(Record(name: name))).Removed);

    [Theory]
    [InlineData("ObjectRestore:Completed")]
    [InlineData("s3:ObjectAccessed:Get")]
    [InlineData("ObjectAcl:Put")]
    [InlineData("ReducedRedundancyLostObject")]
    public void Parse_NoChange_IsNoEvent(string name) => Assert.Empty(Parse(Record(name: name)));

    [Theory]
    [InlineData("""{"Records": []}""")]
    [InlineData("""{"detail-type": "Object Tags Added", "detail": {}}""")]
    public void Parse_NothingInIt_IsNoEvent(string message) => Assert.Empty(Parse(message));

    [Fact]
    public void Parse_TestEvent_IsNoEvent()
    {
        Assert.Empty(BucketEventParser.Parse(Fixture("aws-test.json")));
        var wrapped = JsonSerializer.Serialize(new { Type = "Notification", Message = Encoding.UTF8.GetString(Fixture("aws-test.json")) });
        Assert.Empty(Parse(wrapped));
    }

    [Fact]
    public void Parse_EventBridgeRemoval_IsOne()
    {
        var text = Encoding.UTF8.GetString(Fixture("eventbridge.json")).Replace("Object Created", "Object Deleted", StringComparison.Ordinal);

        var e = Assert.Single(Parse(text));

        Assert.Equal((true, null, null), (e.Removed, e.ETag, e.Bytes));
    }

    [Theory]
    [InlineData("not hex")]
    [InlineData("")]
    [InlineData("00000000000000000000000000000000000000000000000000000000000000001")]
    public void Parse_SequencerThatCannotBeCompared_IsNone(string sequencer) =>
        Assert.Null(Assert.Single(Parse(Record(sequencer: sequencer))).Sequencer);

    [Theory]
    [InlineData("\"12\"", 12L)]
    [InlineData("12", 12L)]
    [InlineData("-1", null)]
    [InlineData("1.5", null)]
    [InlineData("\"\"", null)]
    [InlineData("{}", null)]
    public void Parse_Size_IsReadLeniently(string size, long? expected) => Assert.Equal(expected, Assert.Single(Parse(Record(size: size))).Bytes);

    [Theory]
    [InlineData("aws:s3", "a%2Bb+c%25%C3%A9%F0%9F%98%80", "a+b c%é\U0001F600")]
    [InlineData("ceph:s3", "a%2Bb+c", "a%2Bb+c")]
    [InlineData("someone:s3", "a%2Bb+c", "a+b c")]
    [InlineData("aws:s3", "100%", "100%")]
    public void Parse_Key_IsDecodedByItsSource(string source, string key, string expected) =>
        Assert.Equal(expected, Assert.Single(Parse(Record(source: source, key: key))).Key);

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"Records": {}}""")]
    [InlineData("""{"Records": [1]}""")]
    [InlineData("""{"Records": [{}]}""")]
    [InlineData("""{"Records": [{"eventName": "ObjectCreated:Put"}]}""")]
    [InlineData("""{"Records": [{"eventName": "ObjectCreated:Put", "s3": {"object": 1}}]}""")]
    [InlineData("""{"Event": 1}""")]
    [InlineData("""{"Type": "SubscriptionConfirmation", "Message": "You have chosen to subscribe"}""")]
    [InlineData("""{"Message": "{\"Message\": \"{}\"}"}""")]
    [InlineData("""{"Message": "\ud800"}""")]
    [InlineData("""{"detail-type": "Object Created", "detail": 1}""")]
    public void Parse_AnythingElse_IsRefusedInOneLine(string message) =>
        Assert.DoesNotContain('\n', Assert.Throws<BucketEventException>(() => Parse(message)).Message);

    [Fact]
    public void Parse_FieldsThatAreNoValues_AreRefused()
    {
        Assert.Throws<BucketEventException>(() => Parse(Record(key: "")));
        Assert.Throws<BucketEventException>(() => Parse(Record(key: new string('a', 1025))));
        Assert.Throws<BucketEventException>(() => Parse(Record(key: new string('a', 10_000))));
        Assert.Throws<BucketEventException>(() => Parse(Record(key: "\\ud800")));
        Assert.Throws<BucketEventException>(() => Parse(Record(time: "yesterday")));
        Assert.Equal(1024, Assert.Single(Parse(Record(key: new string('a', 1024)))).Key.Length);
    }

    [Fact]
    public void Parse_TooManyOrTooLarge_IsRefused()
    {
        var record = Record()["{\"Records\": [".Length..^2];
        string Many(int count) => $$"""{"Records": [{{string.Join(',', Enumerable.Repeat(record, count))}}]}""";

        Assert.Equal(1000, Parse(Many(1000)).Count);
        Assert.Throws<BucketEventException>(() => Parse(Many(1001)));
        Assert.Throws<BucketEventException>(() => Parse(new string(' ', 3 << 20)));
        Assert.Throws<BucketEventException>(() => Parse(new string('[', 100_000)));
    }

    [Fact]
    public void Parse_AnyMutationOfAnEvent_IsAnEventOrRefused()
    {
        var fixtures = new[] { "aws.json", "sns.json", "eventbridge.json", "minio.json", "ceph.json" }.Select(Fixture).ToArray();
        Gen.Select(Gen.Int[0, fixtures.Length - 1], Gen.Select(Gen.Int[0, 5000], Gen.Byte).Array[1, 8]).Sample((which, changes) =>
        {
            var bytes = fixtures[which].ToArray();
            foreach (var (at, value) in changes)
            {
                bytes[at % bytes.Length] = value;
            }

            try
            {
                Assert.All(BucketEventParser.Parse(bytes), e => Assert.NotEmpty(e.Key));
            }
            catch (BucketEventException)
            {
            }
        });
    }

    private static IReadOnlyList<ObjectEvent> Parse(string message) => BucketEventParser.Parse(Encoding.UTF8.GetBytes(message));

    private static byte[] Fixture(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Events", name));

    private static string Record(
        string name = "ObjectCreated:Put", string source = "aws:s3", string key = "a.jpg", string size = "1", string sequencer = "0A",
        string time = "2026-11-20T09:15:30Z") =>
        $$$"""
        {"Records": [{"eventSource": "{{{source}}}", "eventTime": "{{{time}}}", "eventName": "{{{name}}}", "s3": {"bucket": {"name": "holiday"}, "object": {"key": "{{{key}}}", "size": {{{size}}}, "sequencer": "{{{sequencer}}}"} } }]}
        """;
}
