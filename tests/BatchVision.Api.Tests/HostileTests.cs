using System.Net;
using System.Net.Http.Headers;
using System.Text;
using BatchVision.Api.Tests.Support;
using BatchVision.Contracts.Rest;

namespace BatchVision.Api.Tests;

/// <summary>Bodies that no friend sends. Each is refused with a problem, and the server goes on.</summary>
public sealed class HostileTests(ApiFixture api) : IClassFixture<ApiFixture>, IAsyncDisposable
{
    private readonly HttpClient _client = api.Client;

    private static CancellationToken Token => ApiServer.Token;

    public async ValueTask DisposeAsync()
    {
        // Whatever the test sent.
        await _client.GetAsync("/jobs", Token).ReadAsync<JobPageDocument>();
        Assert.DoesNotContain(api.Server.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"source\":\"s3://photos\"")]
    [InlineData("{\"source\":\"s3://photos\"} {}")]
    [InlineData("{'source':'s3://photos'}")]
    [InlineData("{\"source\":\"s3://photos\",}")]
    [InlineData("// hello\n{}")]
    [InlineData("source=s3://photos")]
    [InlineData("\uFEFF\uFEFF{}")]
    [InlineData("{\"source\":\"\uD800\"")]
    public async Task Body_NoJson_IsMalformed(string body) => await _client.SendJsonAsync("/jobs", body).ProblemAsync(400, "malformed-json");

    [Theory]
    [InlineData("[]")]
    [InlineData("\"s3://photos\"")]
    [InlineData("42")]
    [InlineData("null")]
    [InlineData("")]
    public async Task Body_NoObject_IsInvalid(string body) => await _client.SendJsonAsync("/jobs", body).ProblemAsync(400, "invalid-request");

    [Fact]
    public async Task Body_NestedTenThousandDeep_IsRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000);

        foreach (var body in new[] { deep[..60_000], new string('[', 60_000), "{\"models\":" + new string('[', 60_000) })
        {
            // Which of its faults is met first depends on how the body arrives.
            Assert.Equal(HttpStatusCode.BadRequest, (await _client.SendJsonAsync("/jobs", body)).StatusCode);
        }
    }

    [Fact]
    public async Task Body_InvalidUtf8_IsRefused()
    {
        using var content = new ByteArrayContent([.. "{\"source\":\"s3://photos/"u8, 0xC3, 0x28, 0xFF, .. "\"}"u8]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var response = await _client.PostAsync("/jobs", content, Token);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Body_ThousandsOfUnknownMembers_IsRefusedAtTheFirst()
    {
        var members = string.Join(',', Enumerable.Range(0, 4000).Select(i => $"\"m{i}\":{i}"));

        var problem = await _client.SendJsonAsync("/jobs", $"{{{members}}}").ProblemAsync(400, "invalid-request");

        Assert.Equal("m0", Assert.Single(problem.Errors!).Key);
    }

    [Fact]
    public async Task Body_LongMemberName_IsNotGivenBackWhole()
    {
        var problem = await _client.SendJsonAsync("/jobs", $"{{\"{new string('x', 50_000)}\":1}}").ProblemAsync(400, "invalid-request");

        Assert.InRange(problem.Detail.Length, 1, 500);
    }

    [Fact]
    public async Task Body_TooLarge_IsRefusedBeforeItIsRead()
    {
        using var declared = new StringContent($"{{\"source\":\"{new string('x', 10_000_000)}\"}}", Encoding.UTF8, "application/json");
        using var undeclared = new StreamContent(new MemoryStream(new byte[1_000_000]));
        undeclared.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        Assert.Equal(413, await StatusAsync(declared));
        Assert.Equal(413, await StatusAsync(undeclared, chunked: true));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task Body_OtherType_IsRefused(string type)
    {
        using var content = new StringContent("{\"source\":\"s3://photos\"}");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        await _client.PostAsync("/jobs", content, Token).ProblemAsync(415, "unsupported-media-type");
    }

    [Theory]
    [InlineData("/jobs/../../etc/passwd")]
    [InlineData("/jobs/%2e%2e%2f%2e%2e%2fetc%2fpasswd")]
    [InlineData("/schedules/%00")]
    [InlineData("/schedules/' OR 1=1 --")]
    [InlineData("/jobs/01a20890-c25e-7f4b-90d2-8864ce7cd1ee/pause/now")]
    public async Task Path_Odd_LeadsNowhere(string path) => Assert.Contains((int)(await api.Server.RawClient().GetAsync(path, Token)).StatusCode, new[] { 400, 401 });

    [Theory]
    [InlineData("PUT", "/jobs")]
    [InlineData("DELETE", "/jobs")]
    [InlineData("PATCH", "/schedules/nightly")]
    [InlineData("TRACE", "/jobs")]
    public async Task Method_NotTaken_SaysWhichAre(string method, string path)
    {
        var response = await _client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Token);

        var problem = await Task.FromResult(response).ProblemAsync(405, "method-not-allowed");
        Assert.NotEmpty(response.Content.Headers.Allow);
        Assert.Contains("GET", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedule_NameFullOfMarkup_IsRefused() => Assert.Contains(
        "name",
        (await _client.SendJsonAsync("/schedules", """{"name":"<script>","cron":"* * * * *","source":"s3://photos"}""").ProblemAsync(400, "invalid-request")).Errors!);

    /// <summary>The status alone: the server may close the connection while the client still sends.</summary>
    private async Task<int> StatusAsync(HttpContent content, bool chunked = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/jobs") { Content = content };
        request.Headers.TransferEncodingChunked = chunked ? true : null;
        // The client then waits for leave before it sends, as curl does.
        request.Headers.ExpectContinue = true;
        using var response = await _client.SendAsync(request, Token);
        return (int)response.StatusCode;
    }
}
