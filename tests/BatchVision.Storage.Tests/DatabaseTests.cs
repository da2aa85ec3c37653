using BatchVision.Storage.Schema;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace BatchVision.Storage.Tests;

public sealed class DatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bv-database-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string DatabasePath => Path.Combine(_folder, "results.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Schema_AgainstItsMigrations_HasNoPendingChange()
    {
        using var context = SqliteStorageContext.Create("Data Source=:memory:");
        Assert.False(context.Database.HasPendingModelChanges());
    }

    [Fact]
    public async Task Migrate_Twice_ChangesNothing()
    {
        var database = Database.Open(DatabasePath);
        await database.MigrateAsync(Token);
        await database.MigrateAsync(Token);
        await database.CheckAsync(Token);
    }

    [Fact]
    public async Task Migrate_FromTwoProcessesAtOnce_BothSucceed()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Database.Open(DatabasePath).MigrateAsync(Token), Token)));
        await Database.Open(DatabasePath).CheckAsync(Token);
    }

    [Fact]
    public async Task Migrate_MissingFolder_SaysWhatToDo()
    {
        var database = Database.Open(Path.Combine(_folder, "missing", "results.db"));
        var e = await Assert.ThrowsAsync<StorageException>(() => database.MigrateAsync(Token));
        Assert.Contains("check that its folder exists", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_NotADatabase_SaysSo()
    {
        await File.WriteAllTextAsync(DatabasePath, new string('x', 5000), Token);
        var e = await Assert.ThrowsAsync<StorageException>(() => Database.Open(DatabasePath).MigrateAsync(Token));
        Assert.Contains("not a database file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_DatabaseOfAnotherProgram_IsLeftAlone()
    {
        Execute("CREATE TABLE photo (id INTEGER)");
        var e = await Assert.ThrowsAsync<StorageException>(() => Database.Open(DatabasePath).MigrateAsync(Token));
        Assert.Contains("another program", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_NewerSchema_IsLeftAlone()
    {
        await Database.Open(DatabasePath).MigrateAsync(Token);
        Execute("INSERT INTO __EFMigrationsHistory VALUES ('29990101000000_Future', '99.0')");
        var e = await Assert.ThrowsAsync<StorageException>(() => Database.Open(DatabasePath).MigrateAsync(Token));
        Assert.Contains("newer version", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_NoFile_SaysSoAndCreatesNone()
    {
        await Assert.ThrowsAsync<StorageException>(() => Database.Open(DatabasePath).CheckAsync(Token));
        Assert.False(File.Exists(DatabasePath));
    }

    [Fact]
    public async Task Connection_ForQueries_RefusesToWrite()
    {
        var database = Database.Open(DatabasePath);
        await database.MigrateAsync(Token);
        await using var connection = await database.ConnectForQueriesAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM job";
        await Assert.ThrowsAsync<SqliteException>(() => command.ExecuteNonQueryAsync(Token));
    }

    [Theory]
    [InlineData("bi_image_labels", "source,key,model,model_version,rank,label,score,x,y,width,height")]
    [InlineData("bi_failures", "source,key,status,reason")]
    [InlineData("bi_job_progress", "job_id,source,status,listed,skipped,recognized,failed,pending,started_at,finished_at,ignored,listing_done,image_limit,chunks,chunks_done,lane,mode,paused,error,images_per_second,requested_by,stream")]
    [InlineData("bi_label_counts", "model,model_version,label,images,mean_score,max_score,predictions")]
    public async Task View_Columns_AreAsPublished(string view, string columns)
    {
        var database = Database.Open(DatabasePath);
        await database.MigrateAsync(Token);
        await using var connection = await database.ConnectForQueriesAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {view}";
        await using var reader = await command.ExecuteReaderAsync(Token);
        Assert.Equal(columns, string.Join(',', Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)));
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
