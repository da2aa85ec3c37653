using System.Net.Http.Headers;
using BatchVision.Contracts;
using BatchVision.Storage;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Api.Tests.Support;

/// <summary>The service itself on a free port, with a database of its own. Every answer is held to the OpenAPI document.</summary>
internal sealed class ApiServer : WebApplicationFactory<Program>
{
    /// <summary>The schema, made once: every test begins with a copy.</summary>
    private static readonly Lazy<Task<string>> Migrated = new(async () =>
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("bv-api-schema-").FullName, "batchvision.db");
        await Database.Open(path).MigrateAsync(CancellationToken.None);
        return path;
    });

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bv-api-");
    private readonly Dictionary<string, string> _settings;
    private TimeProvider _clock;

    private ApiServer(Dictionary<string, string> settings, DateTimeOffset now)
    {
        _settings = settings;
        _clock = Time = new FakeTimeProvider(now);
        UseKestrel();
    }

    public static ModelIdentity Colors { get; } = new("colors", "1", "classification", new string('c', 64));

    /// <summary>Notifications are taken, but there is nobody to hand them to.</summary>
    public static Dictionary<string, string> EventsWithoutBroker => new()
    {
        ["Api:AcceptEvents"] = "true",
        ["RabbitMq:Uri"] = "amqp://guest:guest@127.0.0.1:1/",
    };

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts at a fixed time and moves only when it is told to.</summary>
    public FakeTimeProvider Time { get; }

    public LogCapture Logs { get; } = new();

    public string DatabasePath => Path.Combine(_folder.FullName, "batchvision.db");

    public Database Database => Services.GetRequiredService<Database>();

    /// <summary>Starts the service; the database has the schema and one model unless <paramref name="migrate"/> is false.</summary>
    public static async Task<ApiServer> StartAsync(
        Dictionary<string, string>? settings = null, bool migrate = true, bool offerModels = true, DateTimeOffset? now = null)
    {
        var server = new ApiServer(
            new(settings ?? []) { ["Api:AcceptEvents"] = settings?.GetValueOrDefault("Api:AcceptEvents") ?? "false" }, now ?? new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        if (migrate)
        {
            File.Copy(await Migrated.Value, server.DatabasePath);
            if (offerModels)
            {
                await OfferAsync(Database.Open(server.DatabasePath), server.Time);
            }
        }

        server.StartServer();
        return server;
    }

    /// <summary>Starts the service by the clock of this machine, on an empty database of PostgreSQL.</summary>
    public static async Task<ApiServer> StartOnAsync(string connectionString)
    {
        await using var database = Database.Open(connectionString);
        await database.MigrateAsync(Token);
        await OfferAsync(database, TimeProvider.System);
        var server = new ApiServer(new() { ["ConnectionStrings:Database"] = connectionString, ["Api:AcceptEvents"] = "false" }, DateTimeOffset.UtcNow)
        {
            _clock = TimeProvider.System,
        };
        server.StartServer();
        return server;
    }

    /// <summary>A client with a new key of these scopes; without any it sends no key.</summary>
    public async Task<HttpClient> ClientAsync(params string[] scopes) =>
        Client(scopes.Length == 0 ? null : await KeyAsync($"key-{Guid.NewGuid():N}", scopes));

    /// <summary>A client that may do everything.</summary>
    public Task<HttpClient> AdminAsync() => ClientAsync(ApiScopes.Admin);

    /// <summary>A client whose answers may be none of ours: the server itself refuses some requests.</summary>
    public HttpClient RawClient() => CreateDefaultClient();

    public HttpClient Client(string? key)
    {
        // A body that the server may refuse unread is not sent before it has said so, however long it takes.
        var connection = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };
        var client = new HttpClient(new ContractHandler(_settings["Api:AcceptEvents"]) { InnerHandler = connection }) { BaseAddress = ClientOptions.BaseAddress };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    public async Task<string> KeyAsync(string name, IReadOnlyList<string> scopes, DateTimeOffset? expiresAt = null)
    {
        await using var keys = new ApiKeys(Database, _clock);
        return await keys.CreateAsync(name, scopes, expiresAt, Token);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseSetting("ConnectionStrings:Database", DatabasePath);
        foreach (var (name, value) in _settings)
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureLogging(logging => logging.ClearProviders().AddProvider(Logs).SetMinimumLevel(LogLevel.Trace));
        builder.ConfigureTestServices(services => services.AddSingleton(_clock));
    }

    private static async Task OfferAsync(Database database, TimeProvider time)
    {
        await using var catalogue = new ModelCatalogue(database);
        await catalogue.OfferAsync(new ModelsOffered([new OfferedModel(Colors, ["red", "green"])], time.GetUtcNow()), Token);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Logs.Dispose();
        _folder.Delete(recursive: true);
    }
}
