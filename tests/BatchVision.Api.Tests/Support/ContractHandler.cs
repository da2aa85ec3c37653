using System.Collections.Concurrent;
using System.Text.Json;

namespace BatchVision.Api.Tests.Support;

/// <summary>Holds each answer to the OpenAPI document of the server: its status is foretold there, and its body fits the schema.</summary>
/// <param name="variant">Servers of the same variant have the same document.</param>
internal sealed class ContractHandler(string variant) : DelegatingHandler
{
    private static readonly string[] Undescribed = ["/health", "/openapi"];

    // Slow to make.
    private static readonly ConcurrentDictionary<string, OpenApiContract> Contracts = new();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (Undescribed.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal)))
        {
            return response;
        }

        if (!Contracts.TryGetValue(variant, out var contract))
        {
            contract = Contracts.GetOrAdd(variant, await ReadAsync(request.RequestUri, cancellationToken));
        }

        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var faults = contract.Faults(
            request.Method.Method.ToLowerInvariant(), path, (int)response.StatusCode, response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync(cancellationToken));
        Assert.True(faults.Count == 0, $"{request.Method} {path} → {(int)response.StatusCode}: {string.Join("; ", faults)}");
        return response;
    }

    private async Task<OpenApiContract> ReadAsync(Uri uri, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(uri, "/openapi/v1.json"));
        using var response = await base.SendAsync(request, cancellationToken);
        return new OpenApiContract(JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken)).RootElement);
    }
}
