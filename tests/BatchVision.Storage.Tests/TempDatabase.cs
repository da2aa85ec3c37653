using BatchVision.Contracts;

namespace BatchVision.Storage.Tests;

/// <summary>A migrated database in a folder of its own.</summary>
internal sealed class TempDatabase : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bv-storage-").FullName;

    private TempDatabase()
    {
        Database = Database.Open(System.IO.Path.Combine(_folder, "results.db"));
        Ledger = new Ledger(Database);
        Writer = new RecognitionWriter(Database);
    }

    public Database Database { get; }

    public Ledger Ledger { get; private set; }

    public RecognitionWriter Writer { get; private set; }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<TempDatabase> CreateAsync()
    {
        var temp = new TempDatabase();
        await temp.Database.MigrateAsync(Token);
        return temp;
    }

    /// <summary>As after a crash: new connections, nothing remembered.</summary>
    public async Task ReopenAsync()
    {
        await Ledger.DisposeAsync();
        await Writer.DisposeAsync();
        Ledger = new Ledger(Database);
        Writer = new RecognitionWriter(Database);
    }

    public async Task<Job> StartAsync(params IReadOnlyList<ModelIdentity> models) =>
        await Ledger.CreateOrResumeJobAsync(
            new JobRequest("file:///pictures/", [.. models.Select(model => new OfferedModel(model, []))]), Token);

    /// <summary>A job whose listing is done, with these chunks.</summary>
    public async Task<(Job Job, List<RecognizeChunk> Chunks)> PlanAsync(IReadOnlyList<ModelIdentity> models, params IReadOnlyList<ImageRef[]> chunks)
    {
        var job = await StartAsync(models);
        var planned = chunks.Select(images => new PlannedChunk(job.Models, images)).ToList();
        job = await Ledger.RecordPageAsync(
            job, new PlannedPage("file:///pictures/", planned, chunks.Sum(images => images.Length), 0, 0, "z", true), Token);
        var pending = await Ledger.PendingChunksAsync(job, 1000, Token);
        await Ledger.MarkSentAsync(pending, Token);
        return (job, pending.ConvertAll(chunk => chunk.Command));
    }

    /// <summary>Every row a query gives, its values joined by '|'.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var connection = await Database.ConnectForQueriesAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        // For statements that are explained, not run: any value will do.
        foreach (var name in new[] { "@rows_json", "@source_id", "@root", "@now" }.Where(name => sql.Contains(name, StringComparison.Ordinal)))
        {
            command.Parameters.Add(new Microsoft.Data.Sqlite.SqliteParameter(name, "[]"));
        }

        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(
                i => Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))));
        }

        return rows;
    }

    public async Task<long> CountAsync(string table) =>
        long.Parse((await RowsAsync($"SELECT count(*) FROM {table}"))[0], System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await Writer.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
