using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace BatchVision.TestServers;

/// <summary>The part of RabbitMQ's management API that tests need.</summary>
internal sealed class RabbitMqManagement : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _user;
    private readonly int _amqpPort;

    public RabbitMqManagement(Uri amqp, Uri management)
    {
        // Credentials of the management URI count, where it has some; else those of the AMQP URI.
        var credentials = Uri.UnescapeDataString(management.UserInfo is { Length: > 0 } own ? own : amqp.UserInfo);
        _user = credentials.Split(':')[0];
        _amqpPort = amqp.Port > 0 ? amqp.Port : 5672;
        _http = new HttpClient { BaseAddress = new UriBuilder(management) { UserName = "", Password = "" }.Uri };
        _http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)));
    }

    /// <summary>Throws unless the node listens for AMQP; the management API answers a moment earlier.</summary>
    public async Task ProbeAsync(CancellationToken cancellationToken)
    {
        var overview = await _http.GetFromJsonAsync<JsonElement>("api/overview", cancellationToken);
        if (!overview.GetProperty("listeners").EnumerateArray().Any(listener => listener.GetProperty("protocol").GetString() == "amqp"))
            throw new HttpRequestException("The node does not listen for AMQP yet.");
    }

    public async Task CreateVirtualHostAsync(string virtualHost, CancellationToken cancellationToken)
    {
        await SendAsync(HttpMethod.Put, $"api/vhosts/{Escape(virtualHost)}", new { }, cancellationToken);
        await SendAsync(
            HttpMethod.Put,
            $"api/permissions/{Escape(virtualHost)}/{Escape(_user)}",
            new { configure = ".*", write = ".*", read = ".*" },
            cancellationToken);
    }

    public Task DeleteVirtualHostAsync(string virtualHost, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"api/vhosts/{Escape(virtualHost)}", null, cancellationToken);

    public Task ImportAsync(string virtualHost, object definitions, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Post, $"api/definitions/{Escape(virtualHost)}", definitions, cancellationToken);

    public async Task<List<QueueState>> QueuesAsync(string virtualHost, CancellationToken cancellationToken)
    {
        var queues = await _http.GetFromJsonAsync<JsonElement>($"api/queues/{Escape(virtualHost)}", cancellationToken);
        return [.. queues.EnumerateArray().Select(QueueState.Read)];
    }

    public async Task<QueueState?> QueueAsync(string virtualHost, string queue, CancellationToken cancellationToken)
    {
        using var response = await _http.GetAsync(QueuePath(virtualHost, queue), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        response.EnsureSuccessStatusCode();
        return QueueState.Read(await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken));
    }

    public async Task PublishAsync(string virtualHost, string exchange, string routingKey, string body, CancellationToken cancellationToken)
    {
        var message = new { properties = new { delivery_mode = 2 }, routing_key = routingKey, payload = body, payload_encoding = "string" };
        using var response = await _http.PostAsJsonAsync(
            $"api/exchanges/{Escape(virtualHost)}/{Escape(exchange)}/publish", message, cancellationToken);
        response.EnsureSuccessStatusCode();
        if (!(await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("routed").GetBoolean())
            throw new InvalidOperationException($"No queue took the message to {exchange}.");
    }

    public Task PurgeAsync(string virtualHost, string queue, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Delete, $"{QueuePath(virtualHost, queue)}/contents", null, cancellationToken);

    public void Dispose() => _http.Dispose();

    private static string Escape(string part) => Uri.EscapeDataString(part);

    private static string QueuePath(string virtualHost, string queue) => $"api/queues/{Escape(virtualHost)}/{Escape(queue)}";

    private async Task SendAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var response = await _http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var reason = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException($"{method} {path}: {(int)response.StatusCode} {reason}", null, response.StatusCode);
        }
    }
}
