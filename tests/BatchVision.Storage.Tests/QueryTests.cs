using System.Data.Common;
using System.Globalization;
using BatchVision.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Storage.Tests;

/// <summary>The documented questions, asked of a few pictures whose answers can be worked out by hand: the same on every database.</summary>
public abstract class QueryTests(Dialect dialect) : StorageTests(dialect)
{
    private const string Root = "s3://photos/";

    private static readonly ModelIdentity Cats1 = new("cats", "1", "classification", "aa");
    private static readonly ModelIdentity Cats2 = new("cats", "2", "classification", "ab");
    private static readonly ModelIdentity Logos = new("logos", "1", "logo", "bb");
    private static readonly ModelIdentity Nsfw = new("nsfw", "1", "moderation", "dd");

    private static readonly DateTimeOffset October = new(2026, 10, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset November = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset LastWeek = new(2026, 11, 18, 12, 0, 0, TimeSpan.Zero);

    // In a worker for 4 of 10 seconds; on the last day for 9.5.
    private static readonly StageTimes Usual = new(4, 0.5f, 1, 2);
    private static readonly StageTimes Busy = new(9.5f, 0.5f, 1, 2);

    public static TheoryData<int, string[]> Answers => new()
    {
        { 1, ["s3://photos/|ann/2026/1.jpg|0.95", "s3://photos/|bob/1.jpg|0.85"] },
        {
            2,
            [
                "nsfw|porn|3|0.85", "logos|Acme|2|0.85", "cats|cat|2|0.65", "cats|dog|2|0.916667", "cats|zebra|2|0.85",
                "logos|Bolt|1|0.7", "cats|grass|1|0.5", "cats|lynx|1|0.75", "cats|person|1|0.8",
            ]
        },
        { 3, ["ann/2026/cut.jpg|Corrupt|It is Corrupt."] },
        { 4, ["2026-10-01|Acme|1|1", "2026-11-01|Acme|1|1", "2026-11-01|Bolt|1|1"] },
        { 5, ["2026-11-10|1|0.5"] },
        { 6, ["s3://photos/|ann/2026/4.jpg|0.9|0.25"] },
        // Seven pictures of ann's: .95, .75 and .85 of the Explicit category.
        { 7, ["7|0.428571|0.285714|0.142857"] },
        { 8, ["2026-11-18T12:00:10.000Z|s3://photos/|ann/2026/2.jpg|Explicit|0.75|", "2026-11-18T12:00:10.000Z|s3://photos/|bob/1.jpg|Weapons|0.6|"] },
        { 9, ["cats|zebra|2"] },
        // zebra, cat: 2.5/3, 0.5/3 now; 0.5/2, 1.5/2 before. .58333 (ln(3.3333) - ln(.2222)) = 1.579696
        { 10, ["2026-11-18|cats|1|1.579696|2|1"] },
        { 11, ["s3://photos/|ann/2026/3.jpg|cat|0.7|lynx|0.75"] },
        { 12, ["2026-10-05|backfill|wait|6|4", "2026-11-10|backfill|wait|6|2", "2026-11-18|backfill|infer|2|10"] },
        {
            13,
            [
                "2026-11-18T12:00:00.000Z|cats|2|0|0.033333", "2026-11-18T12:00:00.000Z|cats|2|0|0.033333",
                "2026-11-18T12:00:00.000Z|logos|2|0|0.033333", "2026-11-18T12:00:00.000Z|nsfw|4|0|0.066667",
            ]
        },
        { 14, ["s3://photos/|running|backfill|3|3|0||"] },
        { 15, [$"{new string('e', 64)}|2|1000|ann/2026/5.jpg"] },
    };

    private protected override async Task PrepareAsync()
    {
        await using var policies = new Policies(Temp.Database);
        await policies.ActivateAsync(ModerationSample.Policy(), Token);
        await WriteAsync(
            October, Cats1, Usual, Seen("ann/2026/1.jpg", ("dog", 0.95f), ("grass", 0.5f)), Seen("ann/2026/2.jpg", ("dog", 0.9f), ("person", 0.8f)),
            Seen("ann/2026/3.jpg", ("cat", 0.7f)), Seen("bob/1.jpg", ("dog", 0.85f), ("person", 0.1f)));
        await WriteAsync(November, Cats1, Usual, Seen("ann/2026/4.jpg", ("cat", 0.6f)), Sample.Failure(Image("ann/2026/cut.jpg"), ImageStatus.Corrupt));
        await WriteAsync(LastWeek, Cats1, Busy, Seen("ann/2026/5.jpg", 'e', ("zebra", 0.9f)), Seen("ann/2026/6.jpg", 'e', ("zebra", 0.8f)));
        await WriteAsync(LastWeek, Cats2, Busy, Seen("ann/2026/1.jpg", ("dog", 0.9f)), Seen("ann/2026/3.jpg", ("lynx", 0.75f)));
        await WriteAsync(LastWeek, Logos, Busy, Seen("ann/2026/4.jpg", ("Acme", 0.9f), ("Bolt", 0.7f)), Seen("ann/2026/1.jpg", ("Acme", 0.8f)));
        await WriteAsync(
            LastWeek, Nsfw, Busy, Seen("ann/2026/1.jpg", ("porn", 0.95f)), Seen("ann/2026/2.jpg", ("porn", 0.75f)), Seen("ann/2026/3.jpg", ("porn", 0.85f)),
            Seen("bob/1.jpg", ("knife", 0.6f)));
        await PlanAsync(Temp.Ledger, Nsfw, Sample.Images(3));
    }

    [Fact]
    public async Task DocumentedQueries_AllGiveTheAnswersWorkedOutByHand()
    {
        var questions = DocumentedQueries.Read(Path.Combine(AppContext.BaseDirectory, "queries.md"), Temp.Database);
        Assert.Equal(Enumerable.Range(1, questions.Count), questions.Select(question => question.Number));
        Assert.Equal(questions.Select(question => question.Number), Answers.Select(row => row.Data.Item1));
        var given = new List<string>();
        foreach (var (number, _, sql) in questions)
        {
            given.AddRange((await AskAsync(sql)).Select(row => $"{number}: {row}"));
        }

        var expected = Answers.Select(row => row.Data).SelectMany(answer => answer.Item2.Select(row => $"{answer.Item1}: {row}"));
        Assert.Equal(string.Join('\n', expected), string.Join('\n', given));
    }

    [Fact]
    public async Task Views_TheOthers_CountWhatIsThere()
    {
        Assert.Equal(["cats|1|2|2|1|0.5"], await Temp.RowsAsync($"SELECT model, version_a, version_b, images, agreeing, agreement FROM {Temp.View("model_agreement")}"));
        Assert.Equal(["cats|Corrupt|It is Corrupt.|1"], await Temp.RowsAsync($"SELECT model, status, reason, images FROM {Temp.View("failure_reasons")}"));
        Assert.Equal(["cats|1|5", "cats|2|2", "logos|1|2", "nsfw|1|2"], await Temp.RowsAsync($"SELECT model, model_version, labels FROM {Temp.View("models")} ORDER BY 1, 2"));
    }

    // Of an object that has changed the views show the new version only.
    [Fact]
    public async Task Views_ObjectThatChanged_ShowTheNewVersion()
    {
        var image = new ImageRef("ann/2026/1.jpg", "v2", 1000);
        await WriteAsync(LastWeek, Cats1, Busy, Outcome(image, 'f', [("fox", 0.9f)]));
        Assert.Equal(["fox"], await Temp.RowsAsync($"SELECT label FROM {Temp.View("image_labels")} WHERE key = 'ann/2026/1.jpg'"));
        Assert.Equal(["v2"], await Temp.RowsAsync($"SELECT etag FROM {Temp.View("images")} WHERE key = 'ann/2026/1.jpg'"));
    }

    private static ImageRef Image(string key) => new(key, "v1", 1000);

    private static ImageOutcome Seen(string key, params (string Label, float Score)[] labels) => Outcome(Image(key), null, labels);

    private static ImageOutcome Seen(string key, char sha, params (string Label, float Score)[] labels) => Outcome(Image(key), sha, labels);

    private static ImageOutcome Outcome(ImageRef image, char? sha, (string Label, float Score)[] labels) => new(
        image.Key, image.ETag, ImageStatus.Recognized, null,
        new ImageFacts(640, 480, "jpeg", image.Bytes, sha is { } same ? new string(same, 64) : $"{image.Key.GetHashCode(StringComparison.Ordinal):x64}", 0),
        [new ModelOutcome("", ImageStatus.Recognized, null, [.. labels.Select(l => new Prediction(
            Index(l.Label), l.Label, l.Score, l.Label switch
            {
                "Acme" => new Box(0, 0, l.Score > 0.85f ? 0.5f : 0.125f, l.Score > 0.85f ? 0.5f : 0.25f),
                "Bolt" => new Box(0.5f, 0.5f, 0.1f, 0.1f),
                _ => null,
            }))])]);

    private static int Index(string label) => label.Sum(c => c) % 1000;

    private static async Task<List<RecognizeChunk>> PlanAsync(Ledger ledger, ModelIdentity model, ImageRef[] images)
    {
        var job = await ledger.CreateOrResumeJobAsync(new JobRequest(Root, [new OfferedModel(model, [])]), Token);
        job = await ledger.RecordPageAsync(job, new PlannedPage(Root, [new PlannedChunk(job.Models, images)], images.Length, 0, 0, "z", true), Token);
        var pending = await ledger.PendingChunksAsync(job, 1, Token);
        await ledger.MarkSentAsync(pending, Token);
        return pending.ConvertAll(chunk => chunk.Command);
    }

    /// <summary>A job whose chunk is sent at that time and written ten seconds later.</summary>
    private async Task WriteAsync(DateTimeOffset time, ModelIdentity model, StageTimes times, params ImageOutcome[] outcomes)
    {
        var clock = new FakeTimeProvider(time);
        await using var ledger = new Ledger(Temp.Database, clock);
        var chunk = Assert.Single(await PlanAsync(ledger, model, [.. outcomes.Select(outcome => new ImageRef(outcome.Key, outcome.ETag, 1000))]));
        clock.Advance(TimeSpan.FromSeconds(10));
        await using var writer = new RecognitionWriter(Temp.Database, clock);
        var images = outcomes.Select(outcome => outcome with { Models = [.. outcome.Models.Select(answer => answer with { Fingerprint = model.Fingerprint })] });
        var perImage = new StageTimes(times.Elapsed, times.Fetch * outcomes.Length, times.Decode * outcomes.Length, times.Infer * outcomes.Length);
        await writer.WriteAsync([new ChunkRecognized(chunk.ChunkId, chunk.JobId, chunk.Ordinal, chunk.Source, [model], [.. images], perImage)], Token);
        Assert.True(await ledger.TryCloseJobAsync((await ledger.FindAsync(chunk.JobId, Token))!, Token));
    }

    private async Task<List<string>> AskAsync(string sql)
    {
        await using var connection = await Temp.Database.ConnectForQueriesAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            // The number of a job is another each time.
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Where(i => reader.GetName(i) != "job_id").Select(i => Text(reader, i))));
        }

        return rows;
    }

    private static string Text(DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        DBNull => "",
        DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        float number => Math.Round(number, 6).ToString(CultureInfo.InvariantCulture),
        double number => Math.Round(number, 6).ToString(CultureInfo.InvariantCulture),
        decimal number => Math.Round((double)number, 6).ToString(CultureInfo.InvariantCulture),
        var value => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    public sealed class OnSqlite() : QueryTests(Dialect.Sqlite);

    public sealed class OnPostgres() : QueryTests(Dialect.Postgres);

    public sealed class OnPartitioned() : QueryTests(Dialect.Partitioned);
}
