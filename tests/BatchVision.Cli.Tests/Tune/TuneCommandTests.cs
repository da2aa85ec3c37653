using BatchVision.Cli.Tests.Run;

namespace BatchVision.Cli.Tests.Tune;

/// <summary><c>bv tune</c> as a user calls it.</summary>
public sealed class TuneCommandTests : IDisposable
{
    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Tune_RealModel_IsStoredAndUsed()
    {
        var model = Directory.CreateDirectory(Path.Combine(_work["models"], "colors")).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(Workspace.Models, "colors")))
            File.Copy(file, Path.Combine(model, Path.GetFileName(file)));

        var tuned = await Bv.RunAsync("tune", Workspace.Samples, "--models-dir", _work["models"], "--seconds", "0.1", "--json");

        Assert.True(tuned.ExitCode == 0, tuned.Errors);
        var found = tuned.Json[0].GetProperty("tuning");
        Assert.InRange(found.GetProperty("images_per_second").GetDouble(), 1, 1e6);
        Assert.Contains(found.GetProperty("fingerprint").GetString()!, await File.ReadAllTextAsync(Path.Combine(model, "tuning.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var ran = await Bv.RunAsync("run", Workspace.Samples, "--models-dir", _work["models"], "--db", _work.Database, "--json");
        Assert.True(ran.ExitCode == 0, ran.Errors);
    }

    [Theory]
    [InlineData("/no/such/folder", "there is no folder")]
    [InlineData(".empty", "holds no images")]
    public async Task Tune_NothingToTuneOn_SaysSo(string folder, string expected)
    {
        Directory.CreateDirectory(_work[".empty"]);
        var refused = await Bv.RunAsync("tune", folder == ".empty" ? _work[folder] : folder, "--models-dir", Workspace.Models);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains(expected, refused.Errors, StringComparison.Ordinal);
    }
}
