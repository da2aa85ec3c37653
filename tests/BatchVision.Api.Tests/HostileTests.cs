using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
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
        // No fault but the length: which fault is met first depends on how a body arrives.
        var declared = $"{{\"source\":\"{new string('x', 10_000_000)}\"}}";
        var undeclared = string.Concat(declared.Chunk(0x10000).Take(16).Select(part => $"{part.Length:x}\r\n{new string(part)}\r\n")) + "0\r\n\r\n";

        Assert.Equal("HTTP/1.1 413 Payload Too Large", await StatusLineAsync($"Content-Length: {declared.Length}", declared));
        Assert.Equal("HTTP/1.1 413 Payload Too Large", await StatusLineAsync("Transfer-Encoding: chunked", undeclared));
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

    /// <summary>
    /// What the server answers while the body is still being sent. By hand: when the server closes before it has read all, HttpClient
    /// reports the broken pipe, or the answer, as it happens.
    /// </summary>
    private async Task<string?> StatusLineAsync(string framing, string body)
    {
        var server = api.Server.RawClient().BaseAddress!;
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port, Token);
        var stream = socket.GetStream();
        var sending = SendAsync();
        var answer = await new StreamReader(stream).ReadLineAsync(Token);
        await sending;
        return answer;

        async Task SendAsync()
        {
            try
            {
                var head = $"POST /jobs HTTP/1.1\r\nHost: {server.Authority}\r\nAuthorization: {_client.DefaultRequestHeaders.Authorization}\r\n"
                    + $"Content-Type: application/json\r\n{framing}\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head + body), Token);
            }
            catch (IOException)
            {
                // The server would not hear more.
            }
        }
    }
}
