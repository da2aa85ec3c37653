using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace BatchVision.Benchmarks;

/// <summary><c>functions</c>: the hot functions one by one, by BenchmarkDotNet.</summary>
internal static class FunctionsCommand
{
    public static Command Create()
    {
        var command = new Command("functions", "Times the hot functions one by one, with their managed allocation (BenchmarkDotNet).");
        // In this process: what BenchmarkDotNet would build anew is built already.
        command.SetAction(_ => BenchmarkRunner.Run<HotFunctions>(
            DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)).WithArtifactsPath(Path.Combine(Path.GetTempPath(), "bv-functions"))));
        return command;
    }
}
