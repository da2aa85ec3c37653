using System.Globalization;
using System.Text.Json;
using BatchVision.Cli.Simulate;
using BatchVision.Cli.Simulate.Engine;
using BatchVision.Cli.Tests.Run;

namespace BatchVision.Cli.Tests.Simulate;

/// <summary>The documents say what the command says, and its figures are those of the documents that they are taken from.</summary>
public sealed class SizingTests
{
    private static readonly string Cluster = Read("k8s/README.md");

    [Fact]
    public async Task Table_OfTheReadme_IsWhatTheCommandPrints()
    {
        var run = await Bv.RunAsync("simulate", "--per-day", "1e5,1e6,1e7,1e8");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains(run.Output, Cluster, StringComparison.Ordinal);
    }

    [Fact]
    public void MeasuredFigures_AreThoseOfTheReadme()
    {
        var figures = JsonSerializer.SerializeToElement(Measured.Default, Measured.Json);

        Assert.All(figures.EnumerateObject().Where(figure => figure.Value.ValueKind == JsonValueKind.Number), figure =>
            Assert.Contains($"| `{figure.Name}` | {figure.Value.GetDouble().ToString("#,0.###", CultureInfo.InvariantCulture)} |", Cluster, StringComparison.Ordinal));
        Assert.Contains(Measured.Default.Source, Cluster, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{Measured.Default.WriterRows:N0} predictions/s"), Read("docs/queries.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image-bytes", SizingPlan.DefaultImageBytes)]
    [InlineData("recognition-bytes", SizingPlan.DefaultRecognitionBytes)]
    [InlineData("prediction-bytes", SizingPlan.DefaultPredictionBytes)]
    public void Bytes_AreThoseOfTheReadme(string name, double bytes) => Assert.Contains($"| `{name}` | {bytes:0} |", Cluster, StringComparison.Ordinal);

    [Fact]
    public async Task Gpus_AreOnlySaidForAFigureOfYours()
    {
        // 10 million a day are 115.7 a second; at 70 % of 100 a GPU that is 1.65 of them.
        var (without, with) = (
            await Bv.RunAsync("simulate", "--per-day", "1e7", "--json"), await Bv.RunAsync("simulate", "--per-day", "1e7", "--gpu-images", "100", "--json"));

        Assert.Equal(JsonValueKind.Null, without.Json.GetProperty("rows")[0].GetProperty("gpus").ValueKind);
        Assert.Equal(2, with.Json.GetProperty("rows")[0].GetProperty("gpus").GetInt32());
    }

    [Fact]
    public async Task Hours_FewerOfThem_NeedMore()
    {
        var run = await Bv.RunAsync("simulate", "--per-day", "1e7", "--hours", "8", "--json");

        var row = run.Json.GetProperty("rows")[0];
        Assert.Equal(1e7 / 8 / 3600, row.GetProperty("images_per_second").GetDouble(), 6);
        Assert.Equal(1e7 / 8 / 3600 * Measured.Default.WorkerCpuMs / 1000 / 0.7, row.GetProperty("worker_cores").GetDouble(), 6);
        Assert.True(row.GetProperty("workers").GetInt32() >= row.GetProperty("worker_cores").GetDouble() / 4);
    }

    [Fact]
    public void Autoscaling_ByDefault_IsThatOfTheComponent()
    {
        var (rule, component) = (new AutoscaleRule(0, 8), Read("k8s/components/keda/backfill.yaml"));

        Assert.All(
            [
                $"pollingInterval: {rule.Poll}\n",
                $"cooldownPeriod: {rule.Cooldown}\n",
                $"maxReplicaCount: {rule.Max}\n",
                $"policies: [{{type: Pods, value: {rule.Up}, periodSeconds: {rule.UpPeriod}}}]",
                $"stabilizationWindowSeconds: {rule.Stabilization}\n",
                $"policies: [{{type: Pods, value: 1, periodSeconds: {rule.DownPeriod}}}]",
                $"value: \"{rule.Chunks}\"",
            ],
            line => Assert.Contains(line, component, StringComparison.Ordinal));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(Workspace.RepositoryRoot(), file));
}
