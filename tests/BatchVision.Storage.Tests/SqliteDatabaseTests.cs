namespace BatchVision.Storage.Tests;

/// <summary>What can be wrong with a file.</summary>
public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bv-database-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string DatabasePath => Path.Combine(_folder, "results.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Migrate_MissingFolder_SaysWhatToDo()
    {
        await using var database = Database.Open(Path.Combine(_folder, "missing", "results.db"));
        var e = await Assert.ThrowsAsync<StorageException>(() => database.MigrateAsync(Token));
        Assert.Contains("check that its folder exists", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_NotADatabase_SaysSo()
    {
        await File.WriteAllTextAsync(DatabasePath, new string('x', 5000), Token);
        await using var database = Database.Open(DatabasePath);
        var e = await Assert.ThrowsAsync<StorageException>(() => database.MigrateAsync(Token));
        Assert.Contains("not a database file", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_NoFile_CreatesNone()
    {
        await using var database = Database.Open(DatabasePath);
        await Assert.ThrowsAsync<StorageException>(() => database.CheckAsync(Token));
        Assert.False(File.Exists(DatabasePath));
    }
}
