using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using BatchVision.Api.Tests.Support;
using BatchVision.Contracts;
using BatchVision.Contracts.Rest;
using BatchVision.Storage;
using BatchVision.TestServers;
using MassTransit;

namespace BatchVision.Api.Tests;

/// <summary>Notifications by HTTP, on a real broker.</summary>
public sealed class EventsTests(EventsTests.Fixture api) : IClassFixture<EventsTests.Fixture>
{
    private static CancellationToken Token => ApiServer.Token;

    [Fact]
    public async Task Notification_OfAStore_ReachesItsConsumer()
    {
        await using var ingest = await Listener.StartAsync(api.Broker.Uri);

        var accepted = await PostAsync(Notification("photos", "2026/a+b.jpg", "photos/c.jpg"), "application/json");

        Assert.Equal(2, (await accepted.ReadAsync<AcceptedEventsDocument>(HttpStatusCode.Accepted)).Events);
        var message = await ingest.ReceiveAsync(Token);
        Assert.Equal([("photos", "2026/a b.jpg"), ("photos", "photos/c.jpg")], message.Events.Select(e => (e.Bucket, e.Key)));
    }

    [Fact]
    public async Task Notification_OfSns_ComesAsPlainTextWithABasicPassword()
    {
        await using var ingest = await Listener.StartAsync(api.Broker.Uri);
        var key = await api.Server.KeyAsync("sns", [ApiScopes.EventsWrite]);
        var client = api.Server.Client(null);
        var wrapped = new JsonObject { ["Type"] = "Notification", ["Message"] = Notification("photos", "a.jpg") }.ToJsonString();

        // SNS asks without a key first, and again when it is told to.
        var challenge = await client.PostAsync("/events", Content(wrapped, "text/plain"), Token);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"sns:{key}")));
        var accepted = await client.PostAsync("/events", Content(wrapped, "text/plain"), Token);

        Assert.Equal(HttpStatusCode.Unauthorized, challenge.StatusCode);
        Assert.Equal(["Bearer", "Basic"], challenge.Headers.WwwAuthenticate.Select(header => header.Scheme));
        Assert.Equal(1, (await accepted.ReadAsync<AcceptedEventsDocument>(HttpStatusCode.Accepted)).Events);
        Assert.Equal("a.jpg", Assert.Single((await ingest.ReceiveAsync(Token)).Events).Key);
    }

    [Fact]
    public async Task Notification_NobodyWhoTakesIt_IsNotAccepted()
    {
        await using var broker = await SharedServers.VirtualHostAsync(Token);
        await using var server = await ApiServer.StartAsync(Fixture.Settings(broker));

        var response = await (await server.AdminAsync()).PostAsync("/events", Content(Notification("photos", "a.jpg"), "application/json"), Token);

        var problem = await Task.FromResult(response).ProblemAsync(503, "unavailable");
        Assert.Contains("send the notification again", problem.Detail, StringComparison.Ordinal);
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Notification_WithoutEvents_IsAcceptedAndSentNowhere()
    {
        var response = await PostAsync("""{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"photos"}""", "application/json");

        Assert.Equal(0, (await response.ReadAsync<AcceptedEventsDocument>(HttpStatusCode.Accepted)).Events);
    }

    [Theory]
    [InlineData("https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t", true)]
    [InlineData("http://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t", false)]
    [InlineData("https://sns.eu-central-1.amazonaws.com.example.org/", false)]
    [InlineData("https://169.254.169.254/latest/meta-data/", false)]
    public async Task Handshake_OfSns_IsLeftToAPerson(string url, bool isSns)
    {
        var body = new JsonObject { ["Type"] = "SubscriptionConfirmation", ["TopicArn"] = "arn:aws:sns:eu-central-1:1:t", ["SubscribeURL"] = url, ["Message"] = "You have chosen…" };

        var response = await PostAsync(body.ToJsonString(), "text/plain");

        Assert.Equal(isSns ? HttpStatusCode.Accepted : HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(isSns, api.Server.Logs.Lines.Any(line => line.Contains($"to allow it, open {url}", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"Records":[{}]}""")]
    [InlineData("""{"Records":[null]}""")]
    [InlineData("""{"Type":"Notification","Message":"{\"Type\":\"Notification\",\"Message\":\"{}\"}"}""")]
    public async Task Notification_OfAnotherForm_IsRefused(string body)
    {
        await PostAsync(body, "application/json").ProblemAsync(400, "invalid-request");
        Assert.DoesNotContain(api.Server.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Notification_NestedTenThousandDeep_IsRefused() =>
        await PostAsync("{\"Records\":" + new string('[', 100_000), "application/json").ProblemAsync(400, "invalid-request");

    [Fact]
    public async Task Notification_LargerThanAMebibyte_IsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/events") { Content = Content(new string(' ', (1024 * 1024) + 1), "application/json") };
        request.Headers.ExpectContinue = true;

        await api.Client.SendAsync(request, Token).ProblemAsync(413, "too-large");
        // One byte less is read, and is no notification.
        await PostAsync(new string(' ', 1024 * 1024), "application/json").ProblemAsync(400, "invalid-request");
    }

    [Fact]
    public async Task Notification_OtherContentType_IsRefused() =>
        await PostAsync(Notification("photos", "a.jpg"), "application/xml").ProblemAsync(415, "unsupported-media-type");

    [Fact]
    public async Task Ready_BrokerAway_StillIs()
    {
        await using var server = await ApiServer.StartAsync(ApiServer.EventsWithoutBroker);

        Assert.Equal(HttpStatusCode.OK, (await server.Client(null).GetAsync("/health/ready", Token)).StatusCode);
        var response = await (await server.ClientAsync(ApiScopes.EventsWrite)).PostAsync("/events", Content(Notification("photos", "a.jpg"), "application/json"), Token);
        await Task.FromResult(response).ProblemAsync(503, "unavailable");
    }

    [Fact]
    public async Task Events_NotAccepted_HaveNoEndpoint()
    {
        await using var server = await ApiServer.StartAsync();

        await (await server.AdminAsync()).PostAsync("/events", Content(Notification("photos", "a.jpg"), "application/json"), Token).ProblemAsync(404, "not-found");
    }

    private Task<HttpResponseMessage> PostAsync(string body, string type) => api.Client.PostAsync("/events", Content(body, type), Token);

    private static StringContent Content(string body, string type) => new(body, Encoding.UTF8, type);

    private static string Notification(string bucket, params string[] keys) => new JsonObject
    {
        ["Records"] = new JsonArray([.. keys.Select(key => new JsonObject
        {
            ["eventSource"] = "aws:s3",
            ["eventTime"] = "2026-11-23T12:00:00.000Z",
            ["eventName"] = "ObjectCreated:Put",
            ["s3"] = new JsonObject
            {
                ["bucket"] = new JsonObject { ["name"] = bucket },
                ["object"] = new JsonObject { ["key"] = key, ["size"] = 10, ["eTag"] = "e", ["sequencer"] = "0A" },
            },
        })]),
    }.ToJsonString();

    /// <summary>A service on a virtual host of the class.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal VirtualHost Broker { get; private set; } = null!;

        internal ApiServer Server { get; private set; } = null!;

        internal HttpClient Client { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Broker = await SharedServers.VirtualHostAsync(Token);
            Server = await ApiServer.StartAsync(Settings(Broker));
            Client = await Server.ClientAsync(ApiScopes.EventsWrite);
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await Broker.DisposeAsync();
        }

        internal static Dictionary<string, string> Settings(VirtualHost broker) =>
            new() { ["Api:AcceptEvents"] = "true", ["RabbitMq:Uri"] = broker.Uri.AbsoluteUri };
    }

    /// <summary>What Ingest is to the broker: a queue of the name that is agreed.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly TaskCompletionSource<ObjectEvents> _received = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly IBusControl _bus;

        private Listener(Uri broker) => _bus = Bus.Factory.CreateUsingRabbitMq(transport =>
        {
            transport.Host(broker);
            transport.ReceiveEndpoint("object-events", endpoint => endpoint.Handler<ObjectEvents>(context =>
            {
                _received.TrySetResult(context.Message);
                return Task.CompletedTask;
            }));
        });

        public static async Task<Listener> StartAsync(Uri broker)
        {
            var listener = new Listener(broker);
            await listener._bus.StartAsync(Token);
            return listener;
        }

        public Task<ObjectEvents> ReceiveAsync(CancellationToken cancellationToken) => _received.Task.WaitAsync(cancellationToken);

        public async ValueTask DisposeAsync() => await _bus.StopAsync(CancellationToken.None);
    }
}
