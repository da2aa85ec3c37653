using System.Data.Common;

namespace BatchVision.Storage.Tests;

/// <summary>What the planner makes of our statements on tables that are worth an index.</summary>
public sealed class PostgresPlanTests() : StorageTests(Dialect.Postgres)
{
    private const int Images = 50_000;

    private protected override async Task PrepareAsync()
    {
        var job = await Temp.StartAsync(Sample.Cats);
        await Temp.ExecuteAsync($"""
            INSERT INTO image (source_id, key, etag, sha256, first_seen_at, ingested_on)
            SELECT 1, 'pictures/' || n, 'v' || n, md5(n::text), now(), current_date FROM generate_series(1, {Images}) n;
            INSERT INTO recognition (image_id, model_id, ingested_on, job_id, status, prediction_count, recognized_at)
            SELECT image_id, 1, ingested_on, '{job.JobId}', 'Recognized', 2, now() FROM image;
            INSERT INTO label (model_id, class_index, name) SELECT 1, n, 'class ' || n FROM generate_series(1, 500) n;
            INSERT INTO prediction (image_id, model_id, rank, ingested_on, label_id, score)
            SELECT image_id, 1, r, ingested_on, 1 + image_id * r % 500, 1.0 / r FROM image CROSS JOIN generate_series(1, 2) r;
            INSERT INTO chunk (job_id, ordinal, chunk_id, source_id, lane, models, refs, image_count, status, attempts, recognized, failed)
            SELECT '{job.JobId}', n, gen_random_uuid(), 1, 'backfill', '[]', NULL, 64, 'done', 0, 64, 0 FROM generate_series(1, {Images / 10}) n;
            INSERT INTO job (job_id, source_id, request_key, lane, mode, stream, status, paused, created_at, listing_done, listed, ignored, skipped, recognized, failed)
            SELECT gen_random_uuid(), 1, 'k', 'backfill', 'missing', false, 'done', false, now(), true, 0, 0, 0, 0, 0 FROM generate_series(1, {Images / 10});
            """);
        await using var policies = new Policies(Temp.Database);
        await policies.ActivateAsync(ModerationSample.Policy(rules: [ModerationSample.Rule("class 7"), ModerationSample.Rule("class 9*")]), Token);
        await Temp.ExecuteAsync("ANALYZE");
    }

    [Fact]
    public async Task Statements_OverManyRows_ScanNoTable()
    {
        var dialect = Temp.Database.Dialect;
        var sql = new WriterSql(dialect);
        var moderation = new ModerationSql(dialect);
        (string Sql, RowShape? Shape)[] statements =
        [
            (Ledger.KnownSql(dialect), Ledger.ImageShape),
            (sql.SelectChunks, WriterSql.ChunkIdShape),
            (sql.SelectImages, WriterSql.ImageShape),
            (sql.InsertImages, WriterSql.ImageShape),
            (sql.UpsertImages, WriterSql.ImageShape),
            (sql.UpsertRecognitions, WriterSql.RecognitionShape),
            (sql.DeleteOrphans, WriterSql.RecognitionShape),
            (sql.CloseChunks, WriterSql.ClosedShape),
            (moderation.Decide, ModerationSql.ImageIdShape),
            (moderation.DeleteOrphans, ModerationSql.ImageIdShape),
            (JobLeases.ClaimSql, null),
        ];
        foreach (var (statement, shape) in statements)
        {
            var plan = await ExplainAsync(statement, shape);
            Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("JIT", plan, StringComparison.Ordinal);
        }

        Assert.Contains("ix_job_unfinished", await ExplainAsync(JobLeases.ClaimSql, null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task View_AskedByLabel_WalksNoTable()
    {
        var plan = string.Join('\n', await Temp.RowsAsync(
            $"EXPLAIN SELECT key FROM {Temp.View("image_labels")} WHERE label = 'class 7' ORDER BY score DESC LIMIT 10"));
        Assert.Contains("ix_prediction_label_id_score", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on prediction", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on image", plan, StringComparison.Ordinal);
    }

    private async Task<string> ExplainAsync(string statement, RowShape? shape)
    {
        var dialect = Temp.Database.Dialect;
        await using var connection = await dialect.ConnectAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN " + statement;
        if (shape is not null)
        {
            dialect.Bind(command, Rows(shape, 3200));
        }

        foreach (var (name, value) in new (string, object)[]
        {
            ("@root", "file:///pictures/"), ("@now", DateTimeOffset.UtcNow), ("@today", DateOnly.FromDateTime(DateTime.UtcNow)), ("@until", DateTimeOffset.UtcNow), ("@owner", "one"), ("@lane", "backfill"), ("@limit", 4), ("@policy", 1), ("@distance", 6),
        })
        {
            if (statement.Contains(name, StringComparison.Ordinal))
            {
                Add(command, name, dialect.Value(value));
            }
        }

        await using var reader = await command.ExecuteReaderAsync(Token);
        var plan = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            plan.Add(reader.GetString(0));
        }

        return string.Join('\n', plan);
    }

    private static RowSet Rows(RowShape shape, int count)
    {
        var rows = new RowSet(shape);
        for (var i = 0; i < count; i++)
        {
            rows.Add([.. shape.Columns.Select(column => (Cell)(column.Type switch
            {
                ColumnType.Text => $"{i}",
                ColumnType.Integer or ColumnType.Integer32 => (long)i,
                ColumnType.Date => DateOnly.FromDateTime(DateTime.UtcNow),
                ColumnType.Guid => Guid.NewGuid(),
                _ => default(Cell),
            }))]);
        }

        return rows;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
