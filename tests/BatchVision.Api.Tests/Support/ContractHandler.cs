using System.Text.Json;

namespace BatchVision.Api.Tests.Support;

/// <summary>Holds each answer to the OpenAPI document of the server: its status is foretold there, and its body fits the schema.</summary>
internal sealed class ContractHandler : DelegatingHandler
{
    private static readonly string[] Undescribed = ["/health", "/openapi"];

    // The same of every server, and slow to make.
    private static OpenApiContract? Contract;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (Undescribed.Any(prefix => path.StartsWith(prefix, StringComparison.Ordinal)))
        {
            return response;
        }

        Contract ??= await ReadAsync(request.RequestUri, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var faults = Contract.Faults(
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
