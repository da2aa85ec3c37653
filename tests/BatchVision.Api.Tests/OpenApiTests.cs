using System.Text.Json;
using BatchVision.Api.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace BatchVision.Api.Tests;

public sealed class OpenApiTests
{
    [Fact]
    public async Task Document_ReadByTheReferenceReader_HasNoFault()
    {
        await using var server = await ApiServer.StartAsync(ApiServer.EventsWithoutBroker);
        var text = await server.Client(null).GetStringAsync("/openapi/v1.json", ApiServer.Token);

        var result = OpenApiDocument.Parse(text, "json");

        Assert.Empty(result.Diagnostic!.Errors);
        Assert.Empty(result.Diagnostic.Warnings);
    }

    [Fact]
    public async Task Document_AskedForAgain_IsNotMadeAgain()
    {
        await using var server = await ApiServer.StartAsync();
        var client = server.RawClient();

        await client.GetStringAsync("/openapi/v1.json", ApiServer.Token);
        var again = await client.GetAsync("/openapi/v1.json", ApiServer.Token);

        Assert.NotNull(again.Headers.Age);
    }

    [Fact]
    public async Task Document_HasEveryEndpoint()
    {
        await using var server = await ApiServer.StartAsync(ApiServer.EventsWithoutBroker);
        var contract = await ContractAsync(server);

        var mapped = server.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => !endpoint.RoutePattern.RawText!.StartsWith("/health", StringComparison.Ordinal)
                && !endpoint.RoutePattern.RawText.StartsWith("/openapi", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(
                method => $"{method.ToLowerInvariant()} {endpoint.RoutePattern.RawText!.Replace(":guid", "", StringComparison.Ordinal).TrimEnd('/')}"));

        Assert.Equal(mapped.Order(StringComparer.Ordinal), contract.Operations.Select(o => $"{o.Method} {o.Path}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Operations_Each_AreDescribedAndKeyed()
    {
        await using var server = await ApiServer.StartAsync(ApiServer.EventsWithoutBroker);
        var contract = await ContractAsync(server);

        foreach (var (method, path, operation) in contract.Operations)
        {
            var name = $"{method} {path}";
            Assert.True(operation.TryGetProperty("operationId", out _), name);
            Assert.True(operation.GetProperty("summary").GetString()!.Length > 0, name);
            Assert.Contains("Needs the scope", operation.GetProperty("description").GetString(), StringComparison.Ordinal);
            Assert.True(operation.GetProperty("security")[0].TryGetProperty("ApiKey", out _), name);
            var responses = operation.GetProperty("responses");
            foreach (var status in new[] { "401", "403", "429", "500", "503" })
            {
                Assert.True(responses.TryGetProperty(status, out _), $"{name} {status}");
            }

            Assert.All(responses.EnumerateObject(), response => Assert.NotEmpty(response.Value.GetProperty("description").GetString()!));
        }
    }

    [Fact]
    public async Task Schemas_Each_AreDescribedAndFitTheirExample()
    {
        await using var server = await ApiServer.StartAsync(ApiServer.EventsWithoutBroker);
        var contract = await ContractAsync(server);

        foreach (var schema in contract.Document.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            Assert.DoesNotContain("Document", schema.Name, StringComparison.Ordinal);
            Assert.True(schema.Value.TryGetProperty("description", out _), schema.Name);
            Assert.All(schema.Value.GetProperty("properties").EnumerateObject(), property => Assert.True(
                property.Value.TryGetProperty("description", out _), $"{schema.Name}.{property.Name}"));
            Assert.True(schema.Value.TryGetProperty("examples", out var examples), schema.Name);
            Assert.Empty(contract.Check(schema.Value, examples[0]));
        }
    }

    internal static async Task<OpenApiContract> ContractAsync(ApiServer server) =>
        new(JsonDocument.Parse(await server.Client(null).GetStringAsync("/openapi/v1.json", ApiServer.Token)).RootElement);
}
