using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using BatchVision.TestServers;

namespace BatchVision.ServiceDefaults.Tests;

/// <summary>A virtual host for one test, with what these tests ask the broker and its users.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly VirtualHost _host;
    private readonly HttpClient _http;

    private Broker(RabbitMqServer server, VirtualHost host)
    {
        _host = host;
        _http = new HttpClient { BaseAddress = new System.Uri(server.ManagementUri, "api/") };
        _http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(System.Uri.UnescapeDataString(server.Uri.UserInfo))));
    }

    public string Uri => _host.Uri.AbsoluteUri;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>On the shared broker, with infra/rabbitmq/definitions.json imported.</summary>
    public static async Task<Broker> PreparedAsync(RabbitMqServer? server = null)
    {
        var broker = await EmptyAsync(server);
        await broker._host.ImportAsync(Repository.Path("infra/rabbitmq/definitions.json"), Token);
        return broker;
    }

    public static async Task<Broker> EmptyAsync(RabbitMqServer? server = null)
    {
        server ??= await SharedServers.RabbitMqAsync(Token);
        return new Broker(server, await server.CreateVirtualHostAsync(Token));
    }

    /// <summary>Exchanges, queues and bindings as the broker has them.</summary>
    public async Task<IReadOnlyList<string>> TopologyAsync() =>
        Definitions.Topology((await _http.GetFromJsonAsync<JsonObject>($"definitions/{_host.Name}", Token))!);

    /// <summary>A queue with the policy in force, which the management pages know only after a moment.</summary>
    public async Task<JsonObject> QueueAsync(string queue)
    {
        JsonObject found = [];
        await Eventually.TrueAsync(
            async () => (found = (await _http.GetFromJsonAsync<JsonObject>(Path(queue), Token))!)["effective_policy_definition"] is JsonObject { Count: > 0 },
            $"{queue} has its policy");
        return found;
    }

    public async Task<IReadOnlyList<string>> QueueNamesAsync() => [.. (await _host.QueuesAsync(Token)).Select(state => state.Name)];

    /// <summary>Waits until so many messages wait in the queue, which need not exist yet.</summary>
    public Task WaitForAsync(string queue, int messages) => Eventually.TrueAsync(
        async () => (await QueueNamesAsync()).Contains(queue) && await CountAsync(queue) == messages,
        $"{messages} messages in {queue}");

    /// <summary>Messages that wait in the queue, exactly: they are taken and given back. The counts of the pages lag behind.</summary>
    public async Task<int> CountAsync(string queue)
    {
        using var response = await _http.PostAsJsonAsync($"{Path(queue)}/get", new { count = 1000, ackmode = "ack_requeue_true", encoding = "auto" }, Token);
        await EnsureAsync(response);
        return (await response.Content.ReadFromJsonAsync<JsonArray>(Token))!.Count;
    }

    public Task PurgeAsync(string queue) => _host.PurgeAsync(queue, Token);

    /// <summary>Changes some settings of a queue's policy.</summary>
    public async Task SetPolicyAsync(string queue, params (string Key, JsonNode Value)[] settings)
    {
        var policy = (await _http.GetFromJsonAsync<JsonObject>($"policies/{_host.Name}/{queue}", Token))!;
        foreach (var (key, value) in settings)
        {
            policy["definition"]![key] = value;
        }

        await PutAsync($"policies/{_host.Name}/{queue}", policy);
    }

    /// <summary>The address for a user of infra/rabbitmq/users.example.json, who is made with the rights written there.</summary>
    public async Task<string> UriOfAsync(string user)
    {
        const string Password = "only-for-tests";
        await PutAsync($"users/{user}", new JsonObject { ["password"] = Password, ["tags"] = "" });
        await PutAsync($"permissions/{_host.Name}/{user}", Definitions.Permissions(user));
        return new UriBuilder(_host.Uri) { UserName = user, Password = Password }.Uri.AbsoluteUri;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    private string Path(string queue) => $"queues/{_host.Name}/{queue}";

    private async Task PutAsync(string path, JsonObject body)
    {
        using var response = await _http.PutAsJsonAsync(path, body, Token);
        await EnsureAsync(response);
    }

    private static async Task EnsureAsync(HttpResponseMessage response) => Assert.True(
        response.IsSuccessStatusCode,
        $"{response.RequestMessage!.RequestUri!.AbsolutePath}: {response.StatusCode} {await response.Content.ReadAsStringAsync(Token)}");
}
