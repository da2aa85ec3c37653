using System.Data.Common;

namespace BatchVision.Storage.Tests;

public abstract class DatabaseTests(Dialect dialect) : IAsyncLifetime
{
    private TempDatabase _temp = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _temp = await TempDatabase.CreateEmptyAsync(dialect);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _temp.DisposeAsync();
    }

    [Fact]
    public void Schema_AgainstItsMigrations_HasNoPendingChange()
    {
        using var context = _temp.Database.CreateContext();
        Assert.False(Microsoft.EntityFrameworkCore.RelationalDatabaseFacadeExtensions.HasPendingModelChanges(context.Database));
    }

    [Fact]
    public async Task Migrate_Twice_ChangesNothing()
    {
        string[] writes = _temp.Dialect == Dialect.Sqlite ? [] : ["Writes"];
        Assert.Equal(["Initial", "Moderation", "Reporting", "Operations", .. writes], (await _temp.Database.MigrateAsync(Token)).Select(name => name.Split('_')[1]));
        Assert.Empty(await _temp.Database.MigrateAsync(Token));
        await _temp.Database.CheckAsync(Token);
    }

    [Fact]
    public async Task Migrate_FromSeveralProcessesAtOnce_HappensOnce()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                await using var database = Database.Open(_temp.Address);
                return await database.MigrateAsync(Token);
            },
            Token)));
        Assert.Single(applied, names => names.Count > 0);
        await _temp.Database.CheckAsync(Token);
    }

    [Fact]
    public async Task Migrate_BesideTablesOfAnotherProgram_LeavesThemAlone()
    {
        await _temp.ExecuteAsync("CREATE TABLE image (id INTEGER)");
        var e = await Assert.ThrowsAsync<StorageException>(() => _temp.Database.MigrateAsync(Token));
        Assert.Contains("another program", e.Message, StringComparison.Ordinal);
        await _temp.ExecuteAsync("INSERT INTO image VALUES (1)");
    }

    [Fact]
    public async Task Migrate_NewerSchema_IsLeftAlone()
    {
        await _temp.Database.MigrateAsync(Token);
        await _temp.ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Future', '99.0')");
        foreach (var use in (Func<CancellationToken, Task>[])[_temp.Database.MigrateAsync, _temp.Database.CheckAsync])
        {
            var e = await Assert.ThrowsAsync<StorageException>(() => use(Token));
            Assert.Contains("newer version", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Check_OlderSchema_SaysWhatToRun()
    {
        await _temp.Database.MigrateAsync(Token);
        await _temp.ExecuteAsync("DELETE FROM \"__EFMigrationsHistory\"");
        var e = await Assert.ThrowsAsync<StorageException>(() => _temp.Database.CheckAsync(Token));
        Assert.Contains($"older version; run: bv db migrate --db {_temp.Database.Name}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_NoSchema_SaysWhatToRunAndMakesNone()
    {
        for (var times = 0; times < 2; times++)
        {
            var e = await Assert.ThrowsAsync<StorageException>(() => _temp.Database.CheckAsync(Token));
            Assert.Contains($"run: bv db migrate --db {_temp.Database.Name}", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Connection_ForQueries_RefusesToWrite()
    {
        await _temp.Database.MigrateAsync(Token);
        await using var connection = await _temp.Database.ConnectForQueriesAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM job";
        await Assert.ThrowsAnyAsync<DbException>(() => command.ExecuteNonQueryAsync(Token));
    }

    [Theory]
    [InlineData("images", "image_id,source,key,ingested_on,etag,bytes,width_px,height_px,format,sha256,perceptual_hash,captured_at,latitude,longitude,first_seen_at")]
    [InlineData("image_labels", "source,key,model,model_version,rank,label,score,x,y,width,height,image_id,task,ingested_on")]
    [InlineData("failures", "source,key,status,reason,image_id,ingested_on")]
    [InlineData("failure_reasons", "source,model,model_version,status,reason,images,first_at,last_at")]
    [InlineData("logo_mentions", "image_id,source,key,ingested_on,month,brand,score,image_share,x,y,width,height,model,model_version")]
    [InlineData("share_of_voice", "day,month,source,brand,mentions,images,share_of_voice,model,model_version")]
    [InlineData("review_queue", "image_id,source,key,ingested_on,category,top_category,score,failure,model,model_version,label,waiting_since,policy,policy_version")]
    [InlineData("throughput", "minute,model,model_version,images,recognized,failed,predictions,images_per_second")]
    [InlineData("stage_times", "day,lane,stage,chunks,images,image_seconds,seconds_per_image")]
    [InlineData("models", "model,model_version,task,fingerprint,offered_at,labels")]
    [InlineData("model_comparisons", "image_id,source,key,ingested_on,model,version_a,version_b,label_a,score_a,label_b,score_b,agrees,fingerprint_a,fingerprint_b")]
    [InlineData("model_agreement", "model,version_a,version_b,images,agreeing,agreement,fingerprint_a,fingerprint_b")]
    [InlineData("label_drift", "day,model,model_version,psi,images,baseline_images")]
    [InlineData("job_progress", "job_id,source,status,listed,skipped,recognized,failed,pending,started_at,finished_at,ignored,listing_done,image_limit,chunks,chunks_done,lane,mode,paused,error,images_per_second,requested_by,stream")]
    [InlineData("label_counts", "model,model_version,label,images,mean_score,max_score,predictions,task")]
    [InlineData("moderation_scores", "source,key,category,parent_category,top_category,level,score,predictions,model,model_version,label,safe_search,azure,policy,policy_version,image_id,ingested_on")]
    [InlineData("verdicts", "source,key,policy,policy_version,decision,category,top_category,score,because,model,model_version,label,distance,decided_at,image_id,ingested_on")]
    public async Task View_Columns_AreAsPublished(string view, string columns)
    {
        await _temp.Database.MigrateAsync(Token);
        await using var connection = await _temp.Database.ConnectForQueriesAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {_temp.View(view)}";
        await using var reader = await command.ExecuteReaderAsync(Token);
        Assert.Equal(columns, string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)));
    }

    public sealed class OnSqlite() : DatabaseTests(Dialect.Sqlite);

    public sealed class OnPostgres() : DatabaseTests(Dialect.Postgres);
}
