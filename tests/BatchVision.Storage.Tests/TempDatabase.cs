using System.Data.Common;
using System.Globalization;
using BatchVision.Contracts;
using BatchVision.TestServers;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace BatchVision.Storage.Tests;

/// <summary>A database of one test: a file in a folder of its own, or a database on the shared server.</summary>
internal sealed class TempDatabase : IAsyncDisposable
{
    // Migrated once and copied for each test, which is four times as fast.
    private static readonly Lazy<Task<TestDatabase>> Template = new(() => MakeTemplateAsync(partitioned: false));
    private static readonly Lazy<Task<TestDatabase>> PartitionedTemplate = new(() => MakeTemplateAsync(partitioned: true));

    private readonly Func<ValueTask> _remove;

    private TempDatabase(Dialect dialect, string address, Func<ValueTask> remove)
    {
        Dialect = dialect;
        Address = address;
        _remove = remove;
        Database = Database.Open(address);
        Ledger = new Ledger(Database);
        Writer = new RecognitionWriter(Database);
    }

    public Dialect Dialect { get; }

    public string Address { get; }

    public Database Database { get; private set; }

    public Ledger Ledger { get; private set; }

    public RecognitionWriter Writer { get; private set; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A migrated database.</summary>
    public static async Task<TempDatabase> CreateAsync(Dialect dialect)
    {
        if (dialect != Dialect.Sqlite)
        {
            var server = await SharedServers.PostgresAsync(Token);
            var template = dialect == Dialect.Partitioned ? PartitionedTemplate : Template;
            return On(await server.CreateDatabaseAsync(await template.Value, Token));
        }

        var temp = await CreateEmptyAsync(dialect);
        await temp.Database.MigrateAsync(Token);
        return temp;
    }

    /// <summary>A database without a schema; on SQLite, without a file.</summary>
    public static async Task<TempDatabase> CreateEmptyAsync(Dialect dialect)
    {
        if (dialect != Dialect.Sqlite)
        {
            return On(await SharedServers.DatabaseAsync(Token));
        }

        var folder = Directory.CreateTempSubdirectory("bv-storage-").FullName;
        return new TempDatabase(dialect, Path.Combine(folder, "results.db"), () =>
        {
            Directory.Delete(folder, recursive: true);
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>A database on a server of the test's own.</summary>
    public static TempDatabase On(TestDatabase database) => new(Dialect.Postgres, database.ConnectionString, database.DisposeAsync);

    /// <summary>As after a crash: new connections, nothing remembered.</summary>
    public async Task ReopenAsync()
    {
        await Ledger.DisposeAsync();
        await Writer.DisposeAsync();
        await Database.DisposeAsync();
        Database = Database.Open(Address);
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

    /// <summary>Makes models known as a worker does.</summary>
    public Task OfferAsync(params IReadOnlyList<ModelIdentity> models) => OfferAsync([.. models.Select(model => new OfferedModel(model, []))]);

    /// <summary>The same, with their labels.</summary>
    public async Task OfferAsync(params IReadOnlyList<OfferedModel> models)
    {
        await using var catalogue = new ModelCatalogue(Database);
        await catalogue.OfferAsync(new ModelsOffered(models, DateTimeOffset.UnixEpoch), Token);
    }

    /// <summary>The name of a view, as queries spell it.</summary>
    public string View(string name) => Database.View(name);

    /// <summary>Every row a query gives, its values joined by '|', the same text on both databases.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var connection = await Database.ConnectForQueriesAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Token);
        var rows = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => Text(reader.GetValue(i)))));
        }

        return rows;
    }

    public async Task<long> CountAsync(string table) =>
        long.Parse((await RowsAsync($"SELECT count(*) FROM {table}"))[0], CultureInfo.InvariantCulture);

    /// <summary>Each fact belongs to something, and each recognition has the predictions that it counts: what no key of PostgreSQL says.</summary>
    public async Task AssertConsistentAsync()
    {
        string[] broken =
        [
            "recognition r WHERE r.prediction_count <> (SELECT count(*) FROM prediction p WHERE p.image_id = r.image_id AND p.model_id = r.model_id AND p.ingested_on = r.ingested_on)",
            "recognition r WHERE NOT EXISTS (SELECT 1 FROM model m JOIN image i ON i.image_id = r.image_id AND i.ingested_on = r.ingested_on WHERE m.model_id = r.model_id)",
            "prediction p WHERE NOT EXISTS (SELECT 1 FROM recognition r WHERE r.image_id = p.image_id AND r.model_id = p.model_id AND r.ingested_on = p.ingested_on AND r.prediction_count >= p.rank)",
            "prediction p WHERE NOT EXISTS (SELECT 1 FROM label l WHERE l.label_id = p.label_id AND l.model_id = p.model_id)",
            "verdict v WHERE NOT EXISTS (SELECT 1 FROM policy y WHERE y.policy_id = v.policy_id) OR (v.label_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM label l WHERE l.label_id = v.label_id))",
        ];
        foreach (var rows in broken)
        {
            Assert.Equal((0, rows), (await CountAsync(rows), rows));
        }
    }

    /// <summary>Runs a statement past the library.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = Connect();
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }

    /// <summary>A connection past the library, to be opened.</summary>
    public DbConnection Connect() => Dialect == Dialect.Postgres
        ? new NpgsqlConnection(Address)
        : new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Address, Pooling = false }.ToString());

    public async ValueTask DisposeAsync()
    {
        await Ledger.DisposeAsync();
        await Writer.DisposeAsync();
        await Database.DisposeAsync();
        await _remove();
    }

    private static async Task<TestDatabase> MakeTemplateAsync(bool partitioned)
    {
        var template = await SharedServers.DatabaseAsync(CancellationToken.None);
        await using var database = Database.Open(template.ConnectionString);
        await database.MigrateAsync(CancellationToken.None);
        if (partitioned)
        {
            await database.PartitionAsync(CancellationToken.None);
        }

        return template;
    }

    private static string Text(object value) => value switch
    {
        DBNull => "",
        bool flag => flag ? "1" : "0",
        DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        // A mean of floats has digits that mean nothing, and not the same ones everywhere.
        double number => Math.Round(number, 6).ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
