using System.Globalization;
using BatchVision.Contracts;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Storage.Tests;

/// <summary>PostgreSQL with the facts divided by month.</summary>
public sealed class PartitionTests() : StorageTests(Dialect.Partitioned)
{
    private const string Predictions = """
        SELECT i.key, m.name, p.rank, l.name, p.score, p.ingested_on FROM prediction p
        JOIN image i ON i.image_id = p.image_id JOIN model m ON m.model_id = p.model_id JOIN label l ON l.label_id = p.label_id ORDER BY 1, 2, 3
        """;

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    [Fact]
    public async Task Partition_WithRowsInThem_CopiesNoneAndLosesNone()
    {
        var plain = Own(await TempDatabase.CreateAsync(Dialect.Postgres));
        await WriteAsync(plain, Now, Sample.Images(3));
        await plain.ExecuteAsync("CREATE ROLE partition_reader; GRANT SELECT ON prediction TO partition_reader");
        try
        {
            var before = await plain.RowsAsync(Predictions);
            var file = await plain.RowsAsync("SELECT pg_relation_filenode('prediction')");

            Assert.NotEqual(0, await plain.Database.PartitionAsync(Token));
            Assert.Equal(0, await plain.Database.PartitionAsync(Token));

            Assert.Equal(before, await plain.RowsAsync(Predictions));
            Assert.Equal(file, await plain.RowsAsync("SELECT pg_relation_filenode(c.oid) FROM pg_class c WHERE c.relname LIKE 'prediction_before_%'"));
            Assert.Equal(["1"], await plain.RowsAsync("SELECT has_table_privilege('partition_reader', 'prediction', 'SELECT')"));
            Assert.Equal(6, await plain.CountAsync(plain.View("image_labels")));
        }
        finally
        {
            await plain.ExecuteAsync("DROP OWNED BY partition_reader; DROP ROLE partition_reader");
        }
    }

    [Fact]
    public async Task Partition_UnderAViewOfSomebody_SaysWhichAndChangesNothing()
    {
        var plain = Own(await TempDatabase.CreateAsync(Dialect.Postgres));
        await plain.ExecuteAsync("CREATE VIEW cats AS SELECT key FROM bi.image_labels WHERE label = 'cat'");
        var e = await Assert.ThrowsAsync<StorageException>(() => plain.Database.PartitionAsync(Token));
        Assert.Contains("view cats", e.Message, StringComparison.Ordinal);
        Assert.Equal(["r"], await plain.RowsAsync("SELECT relkind FROM pg_class WHERE relname = 'prediction'"));
    }

    [Fact]
    public async Task Partition_OnSqlite_IsRefused()
    {
        var sqlite = Own(await TempDatabase.CreateAsync(Dialect.Sqlite));
        var e = await Assert.ThrowsAsync<StorageException>(() => sqlite.Database.PartitionAsync(Token));
        Assert.Contains("no partitions", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Partition_Indexes_AreThoseOfThePlainTables()
    {
        const string Indexes = """
            SELECT replace(replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON '), 'public.', '') FROM pg_index i
            WHERE i.indrelid IN ('prediction'::regclass, 'recognition'::regclass) ORDER BY 1
            """;
        const string Constraints = """
            SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c
            WHERE c.conrelid IN ('prediction'::regclass, 'recognition'::regclass) AND c.conparentid = 0 AND c.contype <> 'n' ORDER BY 1, 2
            """;
        var plain = Own(await TempDatabase.CreateAsync(Dialect.Postgres));
        Assert.Equal(await plain.RowsAsync(Indexes), await Temp.RowsAsync(Indexes));
        Assert.Equal(await plain.RowsAsync(Constraints), await Temp.RowsAsync(Constraints));
    }

    [Fact]
    public async Task Write_MonthsLater_FindsAPartitionOfItsMonth()
    {
        for (var month = 0; month < 8; month++)
        {
            await WriteAsync(Temp, Now.AddMonths(month), Sample.Images(1, from: month));
        }

        var last = Now.AddMonths(7).ToString("yyyy_MM", CultureInfo.InvariantCulture);
        Assert.Equal(2, await Temp.CountAsync($"prediction_{last}"));
        Assert.Equal(16, await Temp.CountAsync("prediction"));
    }

    // Invariant 2: the day of an image is that of its first result, whenever another comes.
    [Fact]
    public async Task Write_TheSameImageInAnotherMonth_LeavesTheSameRows()
    {
        await WriteAsync(Temp, Now, Sample.Images(1), predictions: 3);
        await WriteAsync(Temp, Now.AddMonths(2), Sample.Images(1), predictions: 2);
        Assert.Equal(1, await Temp.CountAsync("recognition"));
        Assert.Equal(2, await Temp.CountAsync("prediction"));
        Assert.Equal(["1"], await Temp.RowsAsync("SELECT count(DISTINCT ingested_on) FROM image"));
    }

    [Fact]
    public async Task Plan_OfAStatementForSomeDays_ReadsTheirPartitionsAlone()
    {
        await WriteAsync(Temp, Now.AddMonths(2), Sample.Images(1));
        var month = Now.AddMonths(2);
        var plan = string.Join('\n', await Temp.RowsAsync(
            $"EXPLAIN SELECT label, count(*) FROM bi.image_labels WHERE ingested_on >= '{month:yyyy-MM}-01' AND ingested_on < '{month.AddMonths(1):yyyy-MM}-01' GROUP BY label"));
        Assert.Contains($"prediction_{month:yyyy_MM}", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("prediction_before", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Function_ForADayFarAhead_MakesNoMoreThanAYear()
    {
        await Temp.ExecuteAsync("SELECT create_month_partitions('9999-12-31')");
        var partitions = await Temp.RowsAsync("SELECT count(*) FROM pg_inherits WHERE inhparent = 'prediction'::regclass");
        Assert.InRange(int.Parse(partitions[0], CultureInfo.InvariantCulture), 5, 14);
    }

    [Fact]
    public async Task Remove_OldMonths_DropsTheirTablesAndTheirImages()
    {
        for (var month = 0; month < 4; month++)
        {
            await WriteAsync(Temp, Now.AddMonths(month), Sample.Images(2, from: 2 * month));
        }

        var kept = FirstOfMonth(Now.AddMonths(2));
        await using var retention = new Retention(Temp.Database, new FakeTimeProvider(Now.AddMonths(6)));
        var preview = await retention.PreviewAsync(kept.AddDays(3), Token);
        Assert.Equal((kept, 4, 4), (preview.Before!.Value, preview.Images, preview.Partitions.Count));
        Assert.Equal(8, await Temp.CountAsync("image"));

        var removed = await retention.RemoveAsync(kept.AddDays(3), null, Token);
        Assert.Equal(preview.Partitions, removed.Partitions);
        Assert.Equal(4, removed.Images);
        Assert.Equal(4, await Temp.CountAsync("image"));
        Assert.Equal(4, await Temp.CountAsync("recognition"));
        Assert.Equal(8, await Temp.CountAsync("prediction"));
        Assert.Equal(["0"], await Temp.RowsAsync("SELECT count(*) FROM pg_class WHERE relname LIKE 'prediction_before_%'"));
        await WriteAsync(Temp, Now.AddMonths(3), Sample.Images(1, from: 100));
    }

    [Fact]
    public async Task Remove_WhatIsStillToCome_IsRefused()
    {
        await using var retention = new Retention(Temp.Database);
        var e = await Assert.ThrowsAsync<StorageException>(() => retention.RemoveAsync(DateOnly.FromDateTime(Now.UtcDateTime).AddDays(1), null, Token));
        Assert.Contains("in the future", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remove_AfterOneThatWasCutOff_FinishesIt()
    {
        await WriteAsync(Temp, Now, Sample.Images(2));
        await WriteAsync(Temp, Now.AddMonths(1), Sample.Images(1, from: 5));
        var before = Now.AddMonths(1).ToString("yyyy_MM", CultureInfo.InvariantCulture);
        await Temp.ExecuteAsync($"""
            ALTER TABLE prediction DETACH PARTITION prediction_before_{before}; DROP TABLE prediction_before_{before};
            ALTER TABLE recognition DETACH PARTITION recognition_before_{before}; DROP TABLE recognition_before_{before}
            """);
        await using var retention = new Retention(Temp.Database, new FakeTimeProvider(Now.AddMonths(6)));
        Assert.Equal(2, (await retention.RemoveAsync(FirstOfMonth(Now.AddMonths(1)), null, Token)).Images);
        Assert.Equal(1, await Temp.CountAsync("image"));
    }

    private static DateOnly FirstOfMonth(DateTimeOffset time) => new(time.Year, time.Month, 1);

    private static async Task WriteAsync(TempDatabase database, DateTimeOffset time, ImageRef[] images, int predictions = 2)
    {
        var (job, chunks) = await database.PlanAsync([Sample.Cats], images);
        await using var writer = new RecognitionWriter(database.Database, new FakeTimeProvider(time));
        Assert.Single((await writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats], predictions)], Token)).Chunks);
        Assert.True(await database.Ledger.TryCloseJobAsync(job, Token));
    }
}
