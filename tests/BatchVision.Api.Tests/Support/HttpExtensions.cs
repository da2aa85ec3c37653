using System.Net;
using System.Net.Http.Json;
using System.Text;
using BatchVision.Contracts.Rest;

namespace BatchVision.Api.Tests.Support;

internal static class HttpExtensions
{
    public static Task<HttpResponseMessage> SendJsonAsync(this HttpClient client, string path, string json) =>
        client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), ApiServer.Token);

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path) => client.PostAsync(path, null, ApiServer.Token);

    public static async Task<T> ReadAsync<T>(this HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        Assert.True(response.StatusCode == status, await response.Content.ReadAsStringAsync(ApiServer.Token));
        return (await response.Content.ReadFromJsonAsync<T>(ApiServer.Token))!;
    }

    public static async Task<T> ReadAsync<T>(this Task<HttpResponseMessage> response, HttpStatusCode status = HttpStatusCode.OK) =>
        await (await response).ReadAsync<T>(status);

    /// <summary>The problem that a request ended with; its status and kind are as expected, and its detail is one line for a person.</summary>
    public static async Task<ProblemDocument> ProblemAsync(this Task<HttpResponseMessage> request, int status, string kind)
    {
        var response = await request;
        var problem = await response.ReadAsync<ProblemDocument>((HttpStatusCode)status);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, problem.Status);
        Assert.Equal($"urn:batchvision:problem:{kind}", problem.Type);
        Assert.NotEmpty(problem.Title);
        Assert.NotEmpty(problem.Detail);
        Assert.DoesNotContain('\n', problem.Detail);
        // No name of a type of ours, and no stack, ever leaves the server.
        Assert.DoesNotContain("BatchVision.", problem.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", problem.Detail, StringComparison.Ordinal);
        return problem;
    }
}
