using System.Diagnostics;
using System.Globalization;
using BatchVision.TestAssets;

namespace BatchVision.Cli.Tests.Run;

/// <summary>What a run does when it is stopped, and what it costs on hostile and on many files. Needs the reference assets.</summary>
public sealed class RunFaultTests : IDisposable
{
    private const int Images = 1000;
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("KILL")]
    [InlineData("INT")]
    public async Task Run_StoppedInTheMiddleAndRunAgain_RowsEqualThoseOfAnUndisturbedRun(string signal)
    {
        var folder = _work.Photographs("photographs", Images);
        string[] Arguments(string database) => ["run", folder, "--models-dir", Workspace.Models, "--models", "colors", "--db", _work[database], "--json"];
        var undisturbed = await Bv.RunAsync(Arguments("undisturbed.db"));
        Assert.True(undisturbed.ExitCode == 0, undisturbed.Errors);

        using (var process = Bv.Start(Arguments("stopped.db")))
        {
            await SomeRowsAsync(process, _work["stopped.db"]);
            await process.SendAsync(signal);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(signal == "INT" ? 130 : 137, process.ExitCode);
        }

        var recognized = long.Parse(Bv.Query(_work["stopped.db"], "SELECT count(*) FROM recognition")[0], CultureInfo.InvariantCulture);
        Assert.InRange(recognized, 1, Images - 1);

        var resumed = await Bv.RunAsync(Arguments("stopped.db"));

        Assert.True(resumed.ExitCode == 0, resumed.Errors);
        Assert.Equal(Bv.Rows(_work["undisturbed.db"]), Bv.Rows(_work["stopped.db"]));
    }

    [Fact]
    public async Task Run_OddImages_EachGetsOneOutcomeWithinTheMemoryLimit()
    {
        var odd = SharedAssets.Images("odd");
        var models = AssetModels.Repository();

        var run = await Bv.RunAsync("run", odd, "--models-dir", models, "--models", "mobilenetv2_f32,yolox_nano", "--db", _work.Database, "--json");

        Assert.True(run.ExitCode == 3, run.Errors);
        var files = Directory.GetFiles(odd).Length;
        Assert.Equal(files, run.Json.GetProperty("listed").GetInt32());
        Assert.Equal($"{files}", Bv.Query(_work.Database, "SELECT count(*) FROM image")[0]);
        Assert.Equal($"{2 * files}", Bv.Query(_work.Database, "SELECT count(*) FROM recognition")[0]);
        Assert.Empty(Bv.Query(_work.Database, "SELECT key FROM bi_failures WHERE reason IS NULL OR reason = ''"));
        Assert.InRange(run.PeakMemoryBytes, 0, 1_500_000_000);
    }

    [Fact]
    public async Task Run_TenTimesTheImages_PeakMemoryStaysFlat()
    {
        var few = await PeakAsync("few", 2_000);
        var many = await PeakAsync("many", 20_000);

        Assert.InRange(many, 0, few * 1.15);
    }

    private async Task<double> PeakAsync(string name, int images)
    {
        var run = await Bv.RunAsync(
            "run", _work.Photographs(name, images), "--models-dir", Workspace.Models, "--models", "colors", "--db", _work[$"{name}.db"], "--json");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(images, run.Json.GetProperty("recognized").GetInt32());
        return run.PeakMemoryBytes;
    }

    // The database says when the run is in its middle; no time is guessed.
    private static async Task SomeRowsAsync(Process process, string database)
    {
        while (!process.HasExited)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            try
            {
                if (File.Exists(database) && Bv.Query(database, "SELECT count(*) FROM chunk WHERE status = 'done'")[0] is not "0")
                    return;
            }
            catch (Microsoft.Data.Sqlite.SqliteException)
            {
                // The schema is being made.
            }
        }

        Assert.Fail($"The run ended before it could be stopped: {await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
    }
}
