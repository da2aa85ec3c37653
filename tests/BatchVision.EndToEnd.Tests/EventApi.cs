using System.Net;
using System.Text;
using System.Text.Json;

namespace BatchVision.EndToEnd.Tests;

/// <summary>The API as a store or a script that announces new objects uses it.</summary>
internal sealed class EventApi : IAsyncDisposable
{
    private readonly HttpClient _http;

    private readonly CancellationToken _cancellation;

    private EventApi(Uri address, CancellationToken cancellation)
    {
        _http = new HttpClient { BaseAddress = address };
        _cancellation = cancellation;
    }

    public static async Task<EventApi> StartAsync(ServiceStack stack)
    {
        var service = stack.Start("Api", ("Api__AllowAnonymous", "true"));
        await service.WaitUntilReadyAsync(stack.Cancellation);
        return new EventApi(service.Address, stack.Cancellation);
    }

    public async Task PostAsync(string bucket, string key, string etag, string sequencer)
    {
        using var content = new StringContent(Body(bucket, key, etag, sequencer), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri("events", UriKind.Relative), content, _cancellation);
        Expect(HttpStatusCode.Accepted, response);
    }

    /// <summary>A request that is answered by an error, as some always are.</summary>
    public async Task AskForNothingAsync()
    {
        using var response = await _http.GetAsync(new Uri($"jobs/{Guid.NewGuid()}", UriKind.Relative), _cancellation);
        Expect(HttpStatusCode.NotFound, response);
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

    private static void Expect(HttpStatusCode status, HttpResponseMessage response)
    {
        if (response.StatusCode != status)
            throw new InvalidOperationException($"The API answered {response.StatusCode}, not {status}.");
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
