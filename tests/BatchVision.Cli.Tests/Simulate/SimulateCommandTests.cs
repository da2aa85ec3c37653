using System.Text.Json;
using BatchVision.Cli.Simulate;
using BatchVision.Cli.Simulate.Engine;
using BatchVision.Cli.Tests.Run;

namespace BatchVision.Cli.Tests.Simulate;

/// <summary><c>bv simulate</c> as a user types it.</summary>
public sealed class SimulateCommandTests
{
    [Fact]
    public async Task Backfill_SeveralNumbersOfWorkers_OneTable()
    {
        var run = await Bv.RunAsync("simulate", "--backfill", "1e5", "--workers", "1,2,4", "--worker-price", "0.2");

        Assert.True(run.ExitCode == 0, run.Errors);
        var lines = run.Output.Split('\n').Where(line => line.Contains("100,000 │", StringComparison.Ordinal)).ToList();
        Assert.Equal(["1", "2", "4"], lines.Select(line => line.Split('│')[0].Trim()));
        Assert.All(lines, line => Assert.Contains("worker cores", line, StringComparison.Ordinal));
        Assert.Contains("A million images", run.Output, StringComparison.Ordinal);
        Assert.Contains(Measured.Default.Source, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_HoldsWhatWasSimulated_TheSameEachTime()
    {
        string[] arguments =
        [
            "simulate", "--backfill", "20000", "--live", "2", "--workers", "2", "--live-workers", "1", "--deaths", "30", "--fault", "store:5s:5s:4", "--cpu-ms", "20", "--json",
        ];

        var (first, again) = (await Bv.RunAsync(arguments), await Bv.RunAsync(arguments));

        Assert.Equal(first.Output, again.Output);
        Assert.Equal(20, first.Json.GetProperty("measured").GetProperty("worker_cpu_ms").GetDouble());
        var result = Assert.Single(first.Json.GetProperty("runs").EnumerateArray()).GetProperty("result");
        Assert.Equal(result.GetProperty("images").GetInt64(), result.GetProperty("written").GetInt64());
        Assert.InRange(result.GetProperty("backfill_seconds").GetDouble(), 20_000 * 0.02 / 8, 100);
        Assert.True(result.GetProperty("live").GetProperty("median").GetDouble() > 0);
        Assert.Contains(result.GetProperty("bound").GetString(), Enum.GetNames<Bound>());
    }

    [Fact]
    public async Task Measured_OfAFile_IsWhatIsSimulated()
    {
        using var workspace = new Workspace();
        var file = workspace["measured.json"];
        var measured = Measured.Default with { Source = "another machine", WorkerCpuMs = 100, Variation = 0 };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { measured }, Measured.Json), TestContext.Current.CancellationToken);

        var run = await Bv.RunAsync("simulate", "--backfill", "10000", "--cores", "1", "--measured", file, "--json");

        var result = run.Json.GetProperty("runs")[0].GetProperty("result");
        Assert.InRange(result.GetProperty("backfill_seconds").GetDouble(), 1000, 1010);
    }

    [Theory]
    [InlineData("0.5\n1.5\n")]
    [InlineData("minute,rate\n0,0.5\n1,1.5\n")]
    [InlineData("[0.5, 1.5]")]
    public async Task LiveCurve_OfAFile_IsTheRateByTheMinute(string content)
    {
        using var workspace = new Workspace();
        var file = workspace["curve"];
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        var run = await Bv.RunAsync("simulate", "--live-curve", file, "--duration", "10h", "--burst", "1h:500", "--json");

        // A mean of one a second; within five standard deviations.
        var images = run.Json.GetProperty("runs")[0].GetProperty("result").GetProperty("images").GetInt64();
        Assert.InRange(images, 36_500 - 950, 36_500 + 950);
    }

    [Fact]
    public async Task Html_HoldsAChart_AndNoStrangersMarkup()
    {
        using var workspace = new Workspace();
        var (page, measured) = (workspace["page.html"], workspace["m.json"]);
        await File.WriteAllTextAsync(
            measured, JsonSerializer.Serialize(new { measured = Measured.Default with { Source = "<script>" } }, Measured.Json), TestContext.Current.CancellationToken);

        var run = await Bv.RunAsync("simulate", "--backfill", "1e6", "--autoscale", "0..8", "--measured", measured, "--html", page);

        Assert.True(run.ExitCode == 0, run.Errors);
        var html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        Assert.Equal(2, html.Split("<polyline class=\"rate\"").Length - 1);
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no work: give --backfill")]
    [InlineData("--workers must be numbers from 1 to 1,000", "--backfill", "10", "--workers", "1,x")]
    [InlineData("--workers must be numbers from 1 to 1,000", "--backfill", "10", "--workers", "0")]
    [InlineData("--cpu-ms must be above 0, not 0", "--backfill", "10", "--cpu-ms", "0")]
    [InlineData("--duration must be a time above 0", "--live", "1", "--duration", "soon")]
    [InlineData("--peak shapes a day around a mean", "--backfill", "10", "--peak", "3")]
    [InlineData("--peak must be 1 to 20", "--live", "1", "--peak", "0.5")]
    [InlineData("--burst is a time and a number of images", "--burst", "10m")]
    [InlineData("--fault is broker, database or store", "--backfill", "10", "--fault", "disk:1m:1m")]
    [InlineData("--fault is broker, database or store", "--backfill", "10", "--fault", "0:1m:1m")]
    [InlineData("--fault is broker, database or store", "--backfill", "10", "--fault", "broker:1m:1m:3")]
    [InlineData("--autoscale is the fewest and the most workers", "--backfill", "10", "--autoscale", "8..1")]
    [InlineData("leave --workers out", "--backfill", "10", "--autoscale", "0..8", "--workers", "2")]
    [InlineData("rules of --autoscale", "--backfill", "10", "--scale-chunks", "8")]
    [InlineData("'nowhere.json' cannot be read", "--backfill", "10", "--measured", "nowhere.json")]
    [InlineData("--live-curve has the rates already", "--live", "1", "--live-curve", "x")]
    [InlineData("'nowhere.csv' cannot be read", "--live-curve", "nowhere.csv")]
    [InlineData("--busy is below 1", "--per-day", "1e6", "--busy", "1")]
    [InlineData("--hours is at most 24", "--per-day", "1e6", "--hours", "25")]
    public async Task Input_ThatMakesNoSense_OneLineSaysWhy(string message, params string[] arguments)
    {
        var run = await Bv.RunAsync(["simulate", .. arguments]);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.All(run.Errors.Trim().Split('\n'), line => Assert.StartsWith("bv: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}", "it has no object 'measured'")]
    [InlineData("[1]", "it has no object 'measured'")]
    [InlineData("{\"measured\": {\"source\": \"x\"}}", "worker_cpu_ms")]
    [InlineData("no json", "is no result of the benchmark")]
    public async Task Measured_ThatIsNoResult_OneLineSaysWhy(string content, string message)
    {
        using var workspace = new Workspace();
        var file = workspace["measured.json"];
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);

        var run = await Bv.RunAsync("simulate", "--backfill", "10", "--measured", file);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Single(run.Errors.Trim().Split('\n'));
    }

    [Theory]
    [InlineData("30s", 30.0)]
    [InlineData("1.5m", 90.0)]
    [InlineData("2h", 7200.0)]
    [InlineData("1d", 86_400.0)]
    [InlineData("12", 12.0)]
    [InlineData("", null)]
    [InlineData("s", null)]
    [InlineData("-1s", null)]
    public void Time_AsPeopleWriteIt_IsSeconds(string text, double? seconds) => Assert.Equal(seconds, SimulatedTime.Parse(text));

    [Theory]
    [InlineData(0.24, "240 ms")]
    [InlineData(119, "119.0 s")]
    [InlineData(600, "10.0 min")]
    [InlineData(86_400, "24.0 h")]
    public void Seconds_AreReadAsPeopleSayThem(double seconds, string text) => Assert.Equal(text, SimulatedTime.Text(seconds));
}
