using BatchVision.Api.Tests.Support;
using BatchVision.Contracts.Rest;

namespace BatchVision.Api.Tests;

public sealed class JobRefusalTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private readonly HttpClient _client = api.Client;

    private static CancellationToken Token => ApiServer.Token;

    [Theory]
    [InlineData("""{}""", "source", "Name what is listed")]
    [InlineData("""{"source":null}""", "source", "Name what is listed")]
    [InlineData("""{"source":""}""", "source", "Name what is listed")]
    [InlineData("""{"source":5}""", "source", "Give a text")]
    [InlineData("""{"source":["s3://photos"]}""", "source", "Give a text")]
    [InlineData("""{"source":"https://example.org/a.jpg"}""", "source", "s3://bucket/prefix")]
    [InlineData("""{"source":"photos"}""", "source", "s3://bucket/prefix")]
    [InlineData("""{"source":"failed-of:01a20890-c25e-7f4b-90d2-8864ce7cd1ee"}""", "source", "s3://bucket/prefix")]
    [InlineData("""{"source":"s3://"}""", "source", "no name of a bucket")]
    [InlineData("""{"source":"s3://Ph/a"}""", "source", "no name of a bucket")]
    [InlineData("""{"source":"s3://photos_2026/a"}""", "source", "no name of a bucket")]
    [InlineData("""{"source":"s3://a..b/a"}""", "source", "no name of a bucket")]
    [InlineData("""{"source":"s3://192.168.0.1/a"}""", "source", "no name of a bucket")]
    [InlineData("""{"source":"s3://photos//a"}""", "source", "does not begin with '/'")]
    [InlineData("""{"source":"s3://photos/a\u0000b"}""", "source", "control character")]
    [InlineData("""{"source":"s3://photos/a\nb"}""", "source", "control character")]
    [InlineData("""{"source":"manifest+s3://photos/"}""", "source", "A manifest is one object")]
    [InlineData("""{"source":"file:///etc/"}""", "source", "not allowed on this server")]
    [InlineData("""{"source":"manifest+file:///etc/passwd"}""", "source", "not allowed on this server")]
    [InlineData("""{"source":"s3://photos","lane":"quarantine"}""", "lane", "live or backfill")]
    [InlineData("""{"source":"s3://photos","lane":"Live"}""", "lane", "live or backfill")]
    [InlineData("""{"source":"s3://photos","lane":null}""", "lane", "Give a text")]
    [InlineData("""{"source":"s3://photos","lane":0}""", "lane", "Give a text")]
    [InlineData("""{"source":"s3://photos","mode":"some"}""", "mode", "missing or all")]
    [InlineData("""{"source":"s3://photos","imageLimit":0}""", "imageLimit", "from 1 to")]
    [InlineData("""{"source":"s3://photos","imageLimit":-1}""", "imageLimit", "from 1 to")]
    [InlineData("""{"source":"s3://photos","imageLimit":1.5}""", "imageLimit", "whole number")]
    [InlineData("""{"source":"s3://photos","imageLimit":"5"}""", "imageLimit", "whole number")]
    [InlineData("""{"source":"s3://photos","imageLimit":99999999999999999999}""", "imageLimit", "whole number")]
    [InlineData("""{"source":"s3://photos","imagesPerSecond":0}""", "imagesPerSecond", "from 0.001")]
    [InlineData("""{"source":"s3://photos","imagesPerSecond":1e999}""", "imagesPerSecond", "from 0.001")]
    [InlineData("""{"source":"s3://photos","imagesPerSecond":true}""", "imagesPerSecond", "a number")]
    [InlineData("""{"source":"s3://photos","models":"colors"}""", "models", "a list of texts")]
    [InlineData("""{"source":"s3://photos","models":[1]}""", "models[0]", "a list of texts")]
    [InlineData("""{"source":"s3://photos","models":[null]}""", "models", "name@version")]
    [InlineData("""{"source":"s3://photos","models":[""]}""", "models", "name@version")]
    [InlineData("""{"source":"s3://photos","models":["a\tb"]}""", "models", "name@version")]
    [InlineData("""{"source":"s3://photos","imagelimit":5}""", "imagelimit", "There is no such member; there are source, models, lane, mode, imageLimit")]
    [InlineData("""{"source":"s3://photos","source":"s3://others"}""", "source", "given twice")]
    [InlineData("""{"source":"s3://photos","$ref":"x"}""", "$ref", "There is no such member")]
    public async Task Submit_BadField_IsNamedWithWhatToDo(string body, string field, string message)
    {
        var problem = await _client.SendJsonAsync("/jobs", body).ProblemAsync(400, "invalid-request");

        var errors = Assert.Contains(field, problem.Errors!);
        Assert.Contains(message, Assert.Single(errors), StringComparison.Ordinal);
        Assert.Contains(errors[0], problem.Detail, StringComparison.Ordinal);
        Assert.Empty((await _client.GetAsync("/jobs", Token).ReadAsync<JobPageDocument>()).Jobs);
    }

    [Fact]
    public async Task Submit_SeveralBadFields_AllAreTold()
    {
        var problem = await _client.SendJsonAsync(
            "/jobs", """{"source":"x","lane":"fast","mode":"none","imageLimit":0,"imagesPerSecond":-1,"models":[""]}""").ProblemAsync(400, "invalid-request");

        Assert.Equal(["imageLimit", "imagesPerSecond", "lane", "mode", "models", "source"], problem.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Submit_TooLongOrTooMany_IsRefused()
    {
        var models = string.Join(',', Enumerable.Range(0, 65).Select(i => $"\"m{i}\""));
        var problem = await _client.SendJsonAsync(
            "/jobs", $$"""{"source":"s3://photos/{{new string('a', 2048)}}","models":[{{models}}]}""").ProblemAsync(400, "invalid-request");

        Assert.Equal(["models", "source"], problem.Errors!.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Submit_UnknownModel_NamesTheKnownOnes()
    {
        var problem = await _client.SendJsonAsync("/jobs", """{"source":"s3://photos","models":["colours","colors@2","colors"]}""")
            .ProblemAsync(422, "unknown-models");

        Assert.Contains("'colours', 'colors@2'; there are: colors", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("models", problem.Errors!);
    }

    [Theory]
    [InlineData("limit=0", "limit", "from 1 to 500")]
    [InlineData("limit=501", "limit", "from 1 to 500")]
    [InlineData("limit=many", "limit", "wrong form")]
    [InlineData("before=yesterday", "before", "wrong form")]
    [InlineData("before=01a20890-c25e-7f4b-90d2-8864ce7cd1ee", "before", "There is no job")]
    public async Task List_BadParameter_IsNamed(string query, string field, string message)
    {
        var problem = await _client.GetAsync($"/jobs?{query}", Token).ProblemAsync(400, "invalid-request");

        Assert.Contains(message, Assert.Single(Assert.Contains(field, problem.Errors!)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "/pause")]
    [InlineData("POST", "/resume")]
    [InlineData("POST", "/cancel")]
    [InlineData("POST", "/retry")]
    public async Task Job_UnknownId_IsNotFound(string method, string action)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/jobs/01a20890-c25e-7f4b-90d2-8864ce7cd1ee{action}");

        var problem = await _client.SendAsync(request, Token).ProblemAsync(404, "not-found");

        Assert.Contains("There is no job 01a20890-c25e-7f4b-90d2-8864ce7cd1ee", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_NoId_IsNotFound() => await _client.GetAsync("/jobs/latest", Token).ProblemAsync(404, "not-found");
}
