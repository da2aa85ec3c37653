using System.Net;
using BatchVision.Api.Tests.Support;
using BatchVision.Contracts;
using BatchVision.Contracts.Rest;
using BatchVision.Storage;

namespace BatchVision.Api.Tests;

public sealed class JobsTests : IAsyncLifetime
{
    private ApiServer _server = null!;
    private HttpClient _client = null!;

    private static CancellationToken Token => ApiServer.Token;

    public async ValueTask InitializeAsync()
    {
        _server = await ApiServer.StartAsync();
        _client = _server.Client(await _server.KeyAsync("tester", [ApiScopes.JobsRead, ApiScopes.JobsWrite]));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Submit_SourceAlone_MakesAJobOfTheDefaults()
    {
        var response = await _client.SendJsonAsync("/jobs", """{"source":"s3://photos/2026/"}""");

        var job = await response.ReadAsync<JobDocument>(HttpStatusCode.Created);
        Assert.Equal($"/jobs/{job.Id}", response.Headers.Location?.OriginalString);
        Assert.Equal(
            ("s3://photos/2026/", "backfill", "missing", "planning", false, "tester"),
            (job.Source, job.Lane, job.Mode, job.Status, job.Paused, job.RequestedBy));
        Assert.Equal(["colors@1"], job.Models);
        Assert.Equivalent(job, await _client.GetAsync(response.Headers.Location, Token).ReadAsync<JobDocument>());
    }

    [Fact]
    public async Task Submit_EveryField_IsKept()
    {
        var job = await _client.SendJsonAsync("/jobs", """
            {"source":"manifest+s3://photos/list.csv.gz","models":["colors@1","colors"],"lane":"live","mode":"all","imageLimit":1000000000000,"imagesPerSecond":0.5}
            """).ReadAsync<JobDocument>(HttpStatusCode.Created);

        Assert.Equal(
            ("manifest+s3://photos/list.csv.gz", "live", "all", 1_000_000_000_000, 0.5),
            (job.Source, job.Lane, job.Mode, job.ImageLimit, job.ImagesPerSecond));
        Assert.Equal(["colors@1"], job.Models);
    }

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

    [Fact]
    public async Task Submit_NoModelOffered_SaysToStartAWorker()
    {
        await using var server = await ApiServer.StartAsync(offerModels: false);

        var problem = await (await server.AdminAsync()).SendJsonAsync("/jobs", """{"source":"s3://photos"}""").ProblemAsync(422, "unknown-models");

        Assert.Contains("No worker has offered a model yet", problem.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///data/photos", true)]
    [InlineData("file:///data/my%20photos/", true)]
    [InlineData("manifest+file:///data/list.csv", true)]
    [InlineData("file://host/data", false)]
    [InlineData("file:data", false)]
    [InlineData("file:///", false)]
    public async Task Submit_FolderWhereAllowed_MustBeAbsolute(string source, bool accepted)
    {
        await using var server = await ApiServer.StartAsync(new() { ["Api:AllowFileSources"] = "true" });

        var response = await (await server.AdminAsync()).SendJsonAsync("/jobs", $$"""{"source":"{{source}}"}""");

        Assert.Equal(accepted ? HttpStatusCode.Created : HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task List_JobsOfTheSameInstant_EachComesOnceNewestFirst()
    {
        var submitted = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            submitted.Add((await _client.SendJsonAsync("/jobs", """{"source":"s3://photos"}""").ReadAsync<JobDocument>(HttpStatusCode.Created)).Id);
            // The clock stands still for pairs of them.
            _server.Time.Advance(TimeSpan.FromSeconds(i % 2));
        }

        var pages = new List<JobPageDocument>();
        for (var next = "/jobs?limit=2"; next is not null; next = pages[^1].Next)
        {
            pages.Add(await _client.GetAsync(next, Token).ReadAsync<JobPageDocument>());
        }

        Assert.Equal([2, 2, 2, 1], pages.Select(page => page.Jobs.Count));
        var listed = pages.SelectMany(page => page.Jobs).ToList();
        Assert.Equal(submitted.Order(), listed.Select(job => job.Id).Order());
        Assert.Equal(listed.OrderByDescending(job => job.CreatedAt).Select(job => job.CreatedAt), listed.Select(job => job.CreatedAt));
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

    [Fact]
    public async Task Job_PausedResumedCancelled_SaysSoAndThenIsClosed()
    {
        var id = (await _client.SendJsonAsync("/jobs", """{"source":"s3://photos"}""").ReadAsync<JobDocument>(HttpStatusCode.Created)).Id;

        Assert.True((await _client.PostAsync($"/jobs/{id}/pause").ReadAsync<JobDocument>()).Paused);
        Assert.True((await _client.PostAsync($"/jobs/{id}/pause").ReadAsync<JobDocument>()).Paused);
        Assert.False((await _client.PostAsync($"/jobs/{id}/resume").ReadAsync<JobDocument>()).Paused);
        Assert.Contains("still runs", (await _client.PostAsync($"/jobs/{id}/retry").ProblemAsync(409, "job-closed")).Detail, StringComparison.Ordinal);
        var cancelled = await _client.PostAsync($"/jobs/{id}/cancel").ReadAsync<JobDocument>();
        Assert.Equal("cancelled", cancelled.Status);
        Assert.Equal(_server.Time.GetUtcNow(), cancelled.FinishedAt);
        foreach (var action in new[] { "pause", "resume", "cancel" })
        {
            Assert.Contains("it is cancelled", (await _client.PostAsync($"/jobs/{id}/{action}").ProblemAsync(409, "job-closed")).Detail, StringComparison.Ordinal);
        }

        Assert.Contains("nothing to retry", (await _client.PostAsync($"/jobs/{id}/retry").ProblemAsync(409, "job-closed")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_JobWithFailedImages_MakesAJobOfThem()
    {
        var id = await FailedJobAsync();

        var response = await _client.PostAsync($"/jobs/{id}/retry");

        var retry = await response.ReadAsync<JobDocument>(HttpStatusCode.Created);
        Assert.Equal($"/jobs/{retry.Id}", response.Headers.Location?.OriginalString);
        Assert.Equal(($"failed-of:{id}", "all", "tester"), (retry.Source, retry.Mode, retry.RequestedBy));
        Assert.Equal(["colors@1"], retry.Models);
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

    [Fact]
    public async Task Change_Done_IsLoggedWithWhoAndWhat()
    {
        var id = (await _client.SendJsonAsync("/jobs", """{"source":"s3://photos"}""").ReadAsync<JobDocument>(HttpStatusCode.Created)).Id;
        await _client.PostAsync($"/jobs/{id}/cancel");

        Assert.Contains(_server.Logs.Lines, line => line.Contains($"tester: SubmitJob /jobs/{id}", StringComparison.Ordinal));
        Assert.Contains(_server.Logs.Lines, line => line.Contains($"tester: CancelJob /jobs/{id}/cancel", StringComparison.Ordinal));
    }

    /// <summary>A job that has ended, one of whose two images failed.</summary>
    private async Task<Guid> FailedJobAsync()
    {
        await using var ledger = new Ledger(_server.Database, _server.Time);
        await using var writer = new RecognitionWriter(_server.Database);
        var job = await ledger.CreateOrResumeJobAsync(new JobRequest("file:///pictures/", [new OfferedModel(ApiServer.Colors, [])]), Token);
        ImageRef[] images = [new("good.jpg", "v1", 10), new("bad.jpg", "v1", 10)];
        job = await ledger.RecordPageAsync(
            job, new PlannedPage("file:///pictures/", [new PlannedChunk(job.Models, images)], 2, 0, 0, "z", true), Token);
        var pending = await ledger.PendingChunksAsync(job, 10, Token);
        await ledger.MarkSentAsync(pending, Token);
        var chunk = pending[0].Command;
        await writer.WriteAsync(
            [
                new ChunkRecognized(chunk.ChunkId, chunk.JobId, chunk.Ordinal, chunk.Source, [ApiServer.Colors],
                [
                    new ImageOutcome("good.jpg", "v1", ImageStatus.Recognized, null, null,
                        [new ModelOutcome(ApiServer.Colors.Fingerprint, ImageStatus.Recognized, null, [])]),
                    new ImageOutcome("bad.jpg", "v1", ImageStatus.Corrupt, "It is cut off.", null, []),
                ]),
            ],
            Token);
        Assert.True(await ledger.TryCloseJobAsync(job, Token));
        return job.JobId;
    }
}
