using System.Text.Json;
using BatchVision.Cli.Tests.Run;

namespace BatchVision.Cli.Tests.Jobs;

public sealed class WatchTests(ApiProcess api) : IClassFixture<ApiProcess>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(3, 1, 3)]
    public async Task Watch_JobThatIsDone_SaysHowAndExitsBySuccess(int recognized, int failed, int exitCode)
    {
        var id = await api.SubmitAsync();
        await api.FinishAsync(id, recognized, failed, known: 2);

        var watch = await api.BvAsync("watch", $"{id}");

        Assert.True(watch.ExitCode == exitCode, watch.Errors);
        Assert.Equal($"job {id} is done: {recognized + failed + 2} listed, 2 known, {recognized} recognised, {failed} failed\n", watch.Output);
        Assert.StartsWith($"done: {recognized + failed} / {recognized + failed} images", watch.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_JobThatIsCancelled_Fails()
    {
        var id = await api.SubmitAsync();
        using var watch = Bv.Start(api.Environment(), "watch", $"{id}", "--json");
        var first = JsonDocument.Parse((await watch.StandardOutput.ReadLineAsync(Token))!).RootElement;
        await api.BvAsync("cancel", $"{id}");

        var ended = await Bv.EndAsync(watch);

        Assert.Equal(1, ended.ExitCode);
        Assert.Equal("planning", first.GetProperty("status").GetString());
        var last = Assert.Single(ended.Output.Trim().Split('\n'));
        Assert.Equal("cancelled", JsonDocument.Parse(last).RootElement.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Watch_Interrupted_LeavesTheJobAlone()
    {
        var id = await api.SubmitAsync();
        using var watch = Bv.Start(api.Environment(), "watch", $"{id}", "--json");
        await watch.StandardOutput.ReadLineAsync(Token);
        await watch.SendAsync("INT");

        var ended = await Bv.EndAsync(watch);

        Assert.Equal(130, ended.ExitCode);
        Assert.Contains("the job goes on", ended.Errors, StringComparison.Ordinal);
        Assert.Equal($"job {id} is paused\n", (await api.BvAsync("pause", $"{id}")).Output);
    }

    [Fact]
    public async Task Submit_Watched_EndsAsTheJobDoes()
    {
        using var submit = Bv.Start(api.Environment(), "submit", "s3://photos/", "--watch", "--json");
        var id = JsonDocument.Parse((await submit.StandardOutput.ReadLineAsync(Token))!).RootElement.GetProperty("id").GetGuid();
        await api.FinishAsync(id, recognized: 2, failed: 1);

        Assert.Equal(3, (await Bv.EndAsync(submit)).ExitCode);
    }

    [Fact]
    public async Task Reconcile_SomeKnown_ReportsWhatWasMissing()
    {
        using var reconcile = Bv.Start(api.Environment(), "reconcile", "s3://photos/2026/");
        var id = Guid.Parse((await reconcile.StandardError.ReadLineAsync(Token))!["bv: job ".Length..]);
        await api.FinishAsync(id, recognized: 4, known: 5);

        var ended = await Bv.EndAsync(reconcile);

        Assert.True(ended.ExitCode == 0, ended.Errors);
        var rows = ended.Output.Trim().Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(
            ["listed 9 in", "already known 5", "queued 4 were", "recognised now 4", "failed 0"],
            rows.Select(words => string.Join(' ', words.Take(3))));
    }

    [Fact]
    public async Task Reconcile_Json_PrintsTheReportAlone()
    {
        using var reconcile = Bv.Start(api.Environment(), "reconcile", "s3://photos/reconcile-json/", "--json");
        var ended = Bv.EndAsync(reconcile);
        await api.FinishAsync(await AppearedAsync("s3://photos/reconcile-json/"), recognized: 1, failed: 1, known: 3);

        Assert.Equal(3, (await ended).ExitCode);
        var report = (await ended).Json;
        Assert.Equal(
            (5, 3, 2, 1, 1),
            (report.GetProperty("listed").GetInt64(), report.GetProperty("already_known").GetInt64(), report.GetProperty("queued").GetInt64(),
                report.GetProperty("recognized").GetInt64(), report.GetProperty("failed").GetInt64()));
    }

    [Fact]
    public async Task Watch_ServerRestarts_IsWaitedFor()
    {
        await using var own = new ApiProcess();
        await own.InitializeAsync();
        var id = await own.SubmitAsync();
        using var watch = Bv.Start(own.Environment(), "watch", $"{id}");
        await watch.StandardError.ReadLineAsync(Token);
        await own.StopAsync();
        var lost = await watch.StandardError.ReadLineAsync(Token);
        await own.FinishAsync(id, recognized: 2);
        await own.StartAsync();

        var ended = await Bv.EndAsync(watch);

        Assert.True(ended.ExitCode == 0, ended.Errors);
        Assert.Contains("Trying again", lost, StringComparison.Ordinal);
        Assert.Contains("2 recognised", ended.Output, StringComparison.Ordinal);
    }

    // The database says when the job is there; no time is guessed.
    private async Task<Guid> AppearedAsync(string source)
    {
        while (true)
        {
            if (Bv.Query(api.DatabasePath, "SELECT s.uri, j.job_id FROM job j JOIN source s USING (source_id)").FirstOrDefault(row => row.StartsWith(source, StringComparison.Ordinal)) is { } row)
                return Guid.Parse(row.Split('|')[1]);
            await Task.Delay(10, Token);
        }
    }
}
