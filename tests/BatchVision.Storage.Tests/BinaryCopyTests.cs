namespace BatchVision.Storage.Tests;

/// <summary>Rows that come by COPY are the rows that come as parameters.</summary>
public sealed class BinaryCopyTests() : StorageTests(Dialect.Postgres)
{
    private static readonly RowShape Shape = new(
        ("n", ColumnType.Integer), ("small", ColumnType.Integer32), ("name", ColumnType.Text), ("score", ColumnType.Real), ("latitude", ColumnType.Double),
        ("at", ColumnType.Timestamp), ("day", ColumnType.Date), ("id", ColumnType.Guid));

    [Fact]
    public async Task Insert_EveryTypeAndNoValue_IsWhatParametersGive()
    {
        foreach (var table in new[] { "copied", "bound" })
        {
            await Temp.ExecuteAsync($"CREATE TABLE {table} (n bigint, small integer, name text, score real, latitude double precision, at timestamptz, day date, id uuid)");
        }

        var rows = new RowSet(Shape);
        rows.Add(long.MaxValue, int.MinValue, "", float.Epsilon, -0.1, DateTimeOffset.UnixEpoch, new DateOnly(1999, 12, 31), Guid.Empty);
        rows.Add(-1, 1, "käse \U0001F9C0 \\N \n", 0.9f, double.MaxValue, new DateTimeOffset(2026, 11, 24, 3, 4, 5, 678, 901, TimeSpan.FromHours(2)), new DateOnly(2026, 2, 28), Guid.NewGuid());
        rows.Add(default, default, default, default, default, default, default, default);
        // More than what is sent at once.
        rows.Add(3, 3, new string('x', 200_000), 3f, 3d, DateTimeOffset.MaxValue.AddYears(-1), new DateOnly(1, 1, 2), Guid.NewGuid());
        for (var i = 0; i < 5_000; i++)
        {
            rows.Add(i, i, $"row {i}", i / 7f, i / 7d, DateTimeOffset.UnixEpoch.AddSeconds(i), new DateOnly(2000, 1, 1).AddDays(i), Guid.NewGuid());
        }

        await using var session = Temp.Database.OpenSession(TimeProvider.System);
        await session.WriteAsync(
            async token =>
            {
                await session.InsertAsync("copied", rows, token);
                return await session.ExecuteAsync($"INSERT INTO bound SELECT * FROM {Temp.Database.Dialect.From(Shape)} r", rows, token);
            },
            Token);

        Assert.Equal(5_004, await Temp.CountAsync("copied"));
        Assert.Equal(0, await Temp.CountAsync("(SELECT * FROM copied EXCEPT SELECT * FROM bound) d"));
    }

    [Fact]
    public async Task Insert_RowThatIsThere_IsAnErrorAndNothingIsWritten()
    {
        var (_, chunks) = await Temp.PlanAsync([Sample.Cats], Sample.Images(1));
        await Temp.Writer.WriteAsync([Sample.Result(chunks[0], [Sample.Cats])], Token);
        var rows = new RowSet(WriterSql.PredictionShape);
        rows.Add(1, 1, 9, new DateOnly(2026, 1, 1), 1, 0.5f, default, default, default, default);
        foreach (var day in await Temp.RowsAsync("SELECT ingested_on::text FROM image"))
        {
            rows.Add(1, 1, 1, DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), 1, 0.5f, default, default, default, default);
        }

        await using var session = Temp.Database.OpenSession(TimeProvider.System);
        var e = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => session.WriteAsync(
            async token =>
            {
                await session.InsertAsync("prediction", rows, token);
                return 0;
            },
            Token));
        Assert.True(Temp.Database.Dialect.IsConstraint(e));
        Assert.Equal(2, await Temp.CountAsync("prediction"));
    }
}
