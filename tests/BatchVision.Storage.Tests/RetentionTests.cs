using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Storage.Tests;

public abstract class RetentionTests(Dialect dialect) : StorageTests(dialect)
{
    private static readonly DateTimeOffset Day = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Remove_OldDays_TakesTheImagesWithAllThatIsKnownOfThem()
    {
        await using var policies = new Policies(Temp.Database);
        await policies.ActivateAsync(ModerationSample.Policy(rules: [ModerationSample.Rule("class 0")]), Token);
        foreach (var day in Enumerable.Range(0, 3))
        {
            var (job, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(2, from: 2 * day));
            await using var writer = new RecognitionWriter(Temp.Database, new FakeTimeProvider(Day.AddDays(day)));
            await writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token);
            Assert.True(await Temp.Ledger.TryCloseJobAsync(job, Token));
        }

        await using var retention = new Retention(Temp.Database);
        var kept = DateOnly.FromDateTime(Day.AddDays(2).Date);
        Assert.Equal(4, (await retention.PreviewAsync(kept, Token)).Images);
        Assert.Equal(6, await Temp.CountAsync("verdict"));

        var seen = 0L;
        Assert.Equal(4, (await retention.RemoveAsync(kept, images => seen = images, Token)).Images);

        Assert.Equal(4, seen);
        foreach (var (table, rows) in new[] { ("image", 2), ("recognition", 2), ("prediction", 4), ("verdict", 2), ("job", 3) })
        {
            Assert.Equal((table, rows), (table, await Temp.CountAsync(table)));
        }

        Assert.Equal(0, (await retention.RemoveAsync(kept, null, Token)).Images);
    }

    public sealed class OnSqlite() : RetentionTests(Dialect.Sqlite);

    public sealed class OnPostgres() : RetentionTests(Dialect.Postgres);
}
