using BatchVision.Recognition.Models;
using Microsoft.AspNetCore.Http;

namespace BatchVision.Cli.Tests.Models;

public sealed class PullDownloadTests : IDisposable
{
    private const int Half = 6000;

    private static readonly byte[] Model = PullWorkspace.File;

    private readonly PullWorkspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Pull_ConnectionCut_GoesOnFromWhatArrived()
    {
        await using var server = await StartAsync(ModelServer.Cut(Model, Half), ModelServer.Ranged(Model));

        var result = await _work.PullAsync();

        Assert.Equal([null, $"bytes={Half}-"], server.Requests.Select(request => request.Range));
        Assert.Equal("\"v1\"", server.Requests[1].IfRange);
        Assert.Equal(Model.Length, result.DownloadedBytes);
        AssertInstalled();
    }

    [Fact]
    public async Task Pull_AfterAProcessThatEnded_GoesOnFromWhatArrived()
    {
        var back = false;
        await using var server = await StartAsync(
            ModelServer.Cut(Model, Half), context => back ? ModelServer.Ranged(Model)(context) : ModelServer.Status(503)(context));
        var failure = await _work.FailAsync();
        back = true;

        var result = await _work.PullAsync();

        Assert.Equal(ExitCode.Temporary, failure.ExitCode);
        Assert.Contains($"{Half:N0} of {Model.Length:N0} bytes are kept", failure.Message, StringComparison.Ordinal);
        Assert.Equal($"bytes={Half}-", server.Requests[^1].Range);
        Assert.Equal(Model.Length - Half, result.DownloadedBytes);
        AssertInstalled();
    }

    [Fact]
    public async Task Pull_FileChangedMeanwhile_StartsAgain()
    {
        var other = Enumerable.Repeat((byte)7, Model.Length).ToArray();
        await using var server = await StartAsync(ModelServer.Cut(other, Half), ModelServer.Ranged(Model, "\"v2\""));

        var result = await _work.PullAsync();

        Assert.Equal("\"v1\"", server.Requests[1].IfRange);
        Assert.Equal(Half + Model.Length, result.DownloadedBytes);
        AssertInstalled();
    }

    [Fact]
    public async Task Pull_OtherAddressThanBefore_StartsAgain()
    {
        await using var server = await StartAsync(ModelServer.Cut(Model, Half), ModelServer.Status(503));
        await using var mirror = await ModelServer.StartAsync(ModelServer.Ranged(Model));
        await _work.FailAsync();

        await _work.PullAsync(_work.Options() with { From = mirror.Url.AbsoluteUri });

        Assert.Null(Assert.Single(mirror.Requests).Range);
        AssertInstalled();
    }

    [Fact]
    public async Task Pull_ServerWithoutRanges_StartsAgain()
    {
        await using var server = await StartAsync(ModelServer.Cut(Model, Half), ModelServer.Whole(Model));

        await _work.PullAsync();

        Assert.Equal(2, server.Requests.Count);
        AssertInstalled();
    }

    // A weak validator is none for If-Range (RFC 9110, 13.1.5).
    [Theory]
    [InlineData(null)]
    [InlineData("W/\"v1\"")]
    public async Task Pull_NothingNamesTheVersion_StartsAgain(string? etag)
    {
        await using var server = await StartAsync(ModelServer.Cut(Model, Half, etag), ModelServer.Ranged(Model));

        await _work.PullAsync();

        Assert.Equal([null, null], server.Requests.Select(request => request.Range));
        AssertInstalled();
    }

    [Fact]
    public async Task Pull_RangeIsNotSatisfiable_StartsAgain()
    {
        await using var server = await StartAsync(ModelServer.Cut(Model, Half), ModelServer.Status(416), ModelServer.Ranged(Model));

        await _work.PullAsync();

        Assert.Equal([null, $"bytes={Half}-", null], server.Requests.Select(request => request.Range));
        AssertInstalled();
    }

    [Fact]
    public async Task Pull_LineThatIsCutAgainAndAgain_GetsThereAsLongAsBytesCome()
    {
        var pieces = Enumerable.Range(0, 9).Select(i => Piece(i * 1000, 1000));
        await using var server = await StartAsync([.. pieces, ModelServer.Ranged(Model)]);

        await _work.PullAsync();

        Assert.Equal("bytes=9000-", server.Requests[^1].Range);
        AssertInstalled();
    }

    [Fact]
    public async Task Pull_ServerFailsAndComesBack_IsWaitedForLongerEachTime()
    {
        await using var server = await StartAsync(ModelServer.Status(500), ModelServer.Status(502), ModelServer.Status(503), ModelServer.Ranged(Model));

        await _work.PullAsync();

        Assert.Equal(4, server.Requests.Count);
        Assert.Equal(3, _work.Time.Waits.Count);
        Assert.All(_work.Time.Waits, wait => Assert.InRange(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30)));
        AssertInstalled();
    }

    [Fact]
    public async Task Pull_ServerAsksForAPause_GetsIt()
    {
        await using var server = await StartAsync(ModelServer.Status(429, "7"), ModelServer.Status(503, "3600"), ModelServer.Ranged(Model));

        await _work.PullAsync();

        Assert.Equal([TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(30)], _work.Time.Waits);
    }

    [Fact]
    public async Task Pull_ServerStaysAway_EndsAsTemporary()
    {
        await using var server = await StartAsync(ModelServer.Status(503));

        var failure = await _work.FailAsync();

        Assert.Equal(ExitCode.Temporary, failure.ExitCode);
        Assert.Contains("answers 503", failure.Message, StringComparison.Ordinal);
        Assert.Equal(6, server.Requests.Count);
        Assert.False(Directory.Exists(_work.Installed));
    }

    [Fact]
    public async Task Pull_ServerFallsSilent_AsksAgainForTheRest()
    {
        var silent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await StartAsync(ModelServer.Silent(Model, Half, silent), ModelServer.Ranged(Model));
        var pull = _work.PullAsync();
        await silent.Task;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (server.Requests.Count < 2)
        {
            // Written with the first answer, so that it is the body whose silence ends.
            if (File.Exists($"{_work.Part}.origin"))
                _work.Time.EndSilence();
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        await pull;

        AssertInstalled();
    }

    [Fact]
    public async Task Pull_NotThere_FailsAtOnce()
    {
        await using var server = await StartAsync(ModelServer.Status(404));

        var failure = await _work.FailAsync();

        Assert.Equal(ExitCode.Failure, failure.ExitCode);
        Assert.Contains("answers 404 (Not Found); give another address or a file with --from", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Pull_OtherBytes_RefusesAndKeepsNothing()
    {
        var other = (byte[])Model.Clone();
        other[^1] ^= 1;
        await using var server = await StartAsync(ModelServer.Ranged(other), ModelServer.Ranged(Model));

        var failure = await _work.FailAsync();
        var left = _work.Files();
        await _work.PullAsync();

        Assert.Equal(ExitCode.Failure, failure.ExitCode);
        Assert.Matches($"expected sha256 {PullWorkspace.Sha256}, got [0-9a-f]{{64}}", failure.Message);
        Assert.Empty(left);
        Assert.Null(server.Requests[1].Range);
        AssertInstalled();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task Pull_OtherSize_RefusesBeforeTheBody(int difference)
    {
        await using var server = await StartAsync(ModelServer.Ranged(new byte[Model.Length + difference]));

        var failure = await _work.FailAsync();

        Assert.Contains($"the catalogue says {Model.Length:N0} bytes, but 127.0.0.1 has {Model.Length + difference:N0} bytes", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_work.Files());
    }

    [Fact]
    public async Task Pull_EndlessBody_IsCutOffAtTheSizeOfTheCatalogue()
    {
        await using var server = await StartAsync(ModelServer.Endless());

        var failure = await _work.FailAsync();

        Assert.Contains("sends more than that", failure.Message, StringComparison.Ordinal);
        Assert.Empty(_work.Files());
    }

    [Fact]
    public async Task Pull_Redirect_IsFollowed()
    {
        await using var server = await StartAsync(ModelServer.Redirect("/elsewhere"), ModelServer.Cut(Model, Half), ModelServer.Redirect("/elsewhere"), ModelServer.Ranged(Model));

        await _work.PullAsync();

        Assert.Equal(["/model.onnx", "/elsewhere", "/model.onnx", "/elsewhere"], server.Requests.Select(request => request.Path));
        Assert.Equal($"bytes={Half}-", server.Requests[^1].Range);
        AssertInstalled();
    }

    [Fact]
    public async Task Pull_RedirectToPlainHttp_IsRefused()
    {
        await using var server = await StartAsync(ModelServer.Redirect("http://models.example/model.onnx"));

        var failure = await _work.FailAsync();

        Assert.Equal(ExitCode.Failure, failure.ExitCode);
        Assert.Contains("http://models.example/model.onnx, which is not https", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_RedirectsInACircle_EndsWithAReason()
    {
        await using var server = await StartAsync(ModelServer.Redirect("/model.onnx"));

        Assert.Contains("redirects more than 10 times", (await _work.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://models.example/m", true)]
    [InlineData("http://127.0.0.1:8080/m", true)]
    [InlineData("http://[::1]/m", true)]
    [InlineData("http://models.example/m", false)]
    [InlineData("http://127.0.0.1.models.example/m", false)]
    [InlineData("ftp://127.0.0.1/m", false)]
    [InlineData("file:///etc/passwd", false)]
    public void Address_OnlyHttpsOrThisMachine(string address, bool allowed) => Assert.Equal(allowed, DownloadCatalogue.IsAllowed(new Uri(address)));

    private async Task<ModelServer> StartAsync(params RequestDelegate[] answers)
    {
        var server = await ModelServer.StartAsync(answers);
        _work.WriteCatalogue(server.Url);
        return server;
    }

    private static RequestDelegate Piece(int from, int length) => async context =>
    {
        context.Response.StatusCode = from == 0 ? 200 : 206;
        context.Response.Headers.ETag = "\"v1\"";
        context.Response.ContentLength = Model.Length - from;
        if (from > 0)
            context.Response.Headers.ContentRange = $"bytes {from}-{Model.Length - 1}/{Model.Length}";
        await context.Response.Body.WriteAsync(Model.AsMemory(from, length), context.RequestAborted);
    };

    private void AssertInstalled()
    {
        Assert.Equal(["colors/labels.txt", "colors/model.onnx", "colors/model.yaml"], _work.Files());
        Assert.Equal(Model, File.ReadAllBytes(Path.Combine(_work.Installed, "model.onnx")));
    }
}
