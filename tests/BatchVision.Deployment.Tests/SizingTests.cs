using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using BatchVision.Ingest;

namespace BatchVision.Deployment.Tests;

/// <summary>The sizing table is what its script prints, and the script's figures are those of the documents that it names.</summary>
public sealed partial class SizingTests
{
    [Fact]
    public void Table_OfTheReadme_IsWhatTheScriptPrints() =>
        Assert.Contains(Run(), File.ReadAllText(Repository.Path("k8s/README.md")), StringComparison.Ordinal);

    [Fact]
    public void Inputs_AreTheFiguresOfTheDocuments()
    {
        var inputs = Input().Matches(Run("--inputs")).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        var speed = File.ReadAllText(Repository.Path("README.md"));
        var writing = File.ReadAllText(Repository.Path("docs/queries.md"));
        var own = File.ReadAllText(Repository.Path("k8s/README.md"));

        Assert.Contains($"(Worker 11.1 and {inputs["cpu-ms"]}.0, Results {inputs["results-ms"]}, Ingest {inputs["ingest-ms"]})", speed, StringComparison.Ordinal);
        Assert.Contains($"{int.Parse(inputs["writer-rows"], CultureInfo.InvariantCulture):N0} predictions/s", writing, StringComparison.Ordinal);
        Assert.All(inputs.Where(input => input.Key.EndsWith("-bytes", StringComparison.Ordinal)), input =>
            Assert.Contains($"| `{input.Key}` | {input.Value} |", own, StringComparison.Ordinal));
        Assert.Contains($"CHUNK = {new IngestOptions().ChunkSize} ", File.ReadAllText(Repository.Path("k8s/sizing.py")), StringComparison.Ordinal);
    }

    [Fact]
    public void Gpus_AreOnlySaidForAFigureOfYours()
    {
        // 10 million a day are 115.7 a second; at 70 % of 100 a GPU that is 1.65 of them.
        Assert.Contains("| - |", Run("--per-day", "10000000"), StringComparison.Ordinal);
        Assert.Contains("| 2 |", Run("--per-day", "10000000", "--gpu-images", "100"), StringComparison.Ordinal);
    }

    private static string Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("python3", [Repository.Path("k8s/sizing.py"), .. arguments]) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return output;
        }
        catch (Win32Exception)
        {
            Assert.Skip("python3 is absent: install it to check the sizing table.");
            throw;
        }
    }

    [GeneratedRegex(@"^([a-z-]+) ([\d.]+):", RegexOptions.Multiline)]
    private static partial Regex Input();
}
