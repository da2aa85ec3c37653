using System.Net;
using System.Text;
using System.Text.Json;

namespace BatchVision.EndToEnd.Tests;

/// <summary>The API as a store or a script that announces new objects uses it.</summary>
internal sealed class EventApi : IAsyncDisposable
{
    private readonly HttpClient _http;

    private EventApi(Uri address) => _http = new HttpClient { BaseAddress = address };

    public static async Task<EventApi> StartAsync(Stack stack)
    {
        var service = stack.Start("Api", ("Api__AllowAnonymous", "true"));
        await service.WaitUntilReadyAsync(Stack.Token);
        return new EventApi(service.Address);
    }

    public async Task PostAsync(string bucket, string key, string etag, string sequencer)
    {
        using var content = new StringContent(Body(bucket, key, etag, sequencer), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri("events", UriKind.Relative), content, Stack.Token);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    /// <summary>A request that is answered by an error, as some always are.</summary>
    public async Task AskForNothingAsync()
    {
        using var response = await _http.GetAsync(new Uri($"jobs/{Guid.NewGuid()}", UriKind.Relative), Stack.Token);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    public static string Body(string bucket, string key, string etag, string sequencer) => JsonSerializer.Serialize(new
    {
        Records = new[]
        {
            new
            {
                eventVersion = "2.2",
                eventSource = "ceph:s3",
                eventTime = DateTimeOffset.UtcNow,
                eventName = "ObjectCreated:Put",
                s3 = new { bucket = new { name = bucket }, @object = new { key, size = 1000, eTag = etag, sequencer } },
            },
        },
    });

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
