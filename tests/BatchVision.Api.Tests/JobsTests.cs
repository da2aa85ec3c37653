using System.Net;
using System.Text;
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

    [Fact]
    public async Task Submit_SameKeyAgain_FindsTheJobOfTheFirst()
    {
        const string Body = """{"source":"s3://photos","imageLimit":10}""";
        var first = await (await SubmitAsync(_client, Body, "k1")).ReadAsync<JobDocument>(HttpStatusCode.Created);

        var again = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SubmitAsync(_client, Body, "k1")));
        var reused = await SubmitAsync(_client, Body.Replace("10", "11", StringComparison.Ordinal), "k1");
        var otherKey = await (await SubmitAsync(_client, Body, "k2")).ReadAsync<JobDocument>(HttpStatusCode.Created);
        var otherCaller = await (await SubmitAsync(await _server.AdminAsync(), Body, "k1")).ReadAsync<JobDocument>(HttpStatusCode.Created);

        Assert.All(await Task.WhenAll(again.Select(response => response.ReadAsync<JobDocument>())), job => Assert.Equal(first.Id, job.Id));
        Assert.Contains($"{first.Id}", (await Task.FromResult(reused).ProblemAsync(422, "idempotency-key-reused")).Detail, StringComparison.Ordinal);
        Assert.Equal(3, new[] { first.Id, otherKey.Id, otherCaller.Id }.Distinct().Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("x", 201)]
    public async Task Submit_KeyOfOddLength_IsRefused(string letter, int times = 1) => Assert.Contains(
        "Idempotency-Key",
        (await SubmitAsync(_client, """{"source":"s3://photos"}""", string.Concat(Enumerable.Repeat(letter, times))).ProblemAsync(400, "invalid-request")).Errors!);

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

    [Fact]
    public async Task Change_Done_IsLoggedWithWhoAndWhat()
    {
        var id = (await _client.SendJsonAsync("/jobs", """{"source":"s3://photos"}""").ReadAsync<JobDocument>(HttpStatusCode.Created)).Id;
        await _client.PostAsync($"/jobs/{id}/cancel");

        Assert.Contains(_server.Logs.Lines, line => line.Contains($"tester: SubmitJob /jobs/{id}", StringComparison.Ordinal));
        Assert.Contains(_server.Logs.Lines, line => line.Contains($"tester: CancelJob /jobs/{id}/cancel", StringComparison.Ordinal));
    }

    private static Task<HttpResponseMessage> SubmitAsync(HttpClient client, string body, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/jobs") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return client.SendAsync(request, Token);
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
