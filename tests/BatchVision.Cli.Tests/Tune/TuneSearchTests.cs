using BatchVision.Cli.Tune;
using BatchVision.Recognition.Models;

namespace BatchVision.Cli.Tests.Tune;

/// <summary>The search on machines whose speed is a formula.</summary>
public class TuneSearchTests
{
    [Theory]
    [InlineData(4, 4, 1)]
    [InlineData(1, 5, 1)]
    [InlineData(8, 3, 1)]
    [InlineData(1, 2, 2)]
    public async Task Run_OnePeak_FindsIt(int batch, int threads, int intraOp)
    {
        var (best, plain) = await new TuneSearch(Machine, ExecutionProvider.Cpu, cores: 4, fixedBatchSize: null, manifestBatchSize: null).RunAsync();

        Assert.Equal((batch, threads, intraOp), (best.MaxBatchSize, best.ComputeThreads, best.IntraOpThreads));
        Assert.Equal((1, 4, 1), (plain.MaxBatchSize, plain.ComputeThreads, plain.IntraOpThreads));

        // 100 at the peak, less by a fifth for each halving or step away from it.
        Task<Trial> Machine(Trial trial) => Task.FromResult(trial with
        {
            ImagesPerSecond = 100 - (8 * Math.Abs(Math.Log2(trial.MaxBatchSize) - Math.Log2(batch)))
                - (4 * Math.Abs(trial.ComputeThreads - threads)) - (9 * Math.Abs(trial.IntraOpThreads - intraOp)),
        });
    }

    [Fact]
    public async Task Run_GainWithinNoise_KeepsTheDefault()
    {
        var (best, plain) = await new TuneSearch(
            trial => Task.FromResult(trial with { ImagesPerSecond = trial.MaxBatchSize == 4 ? 102 : 100 }), ExecutionProvider.Cpu, 2, null, null).RunAsync();

        Assert.Equal(1, best.MaxBatchSize);
        Assert.Equal(plain, best);
    }

    [Fact]
    public async Task Run_LuckyTrial_MustWinAgain()
    {
        var lucky = true;
        var (best, _) = await new TuneSearch(Machine, ExecutionProvider.Cpu, 2, null, null).RunAsync();
        Assert.Equal(1, best.MaxBatchSize);

        Task<Trial> Machine(Trial trial)
        {
            var speed = trial.MaxBatchSize == 8 && lucky ? 150 : 100;
            lucky &= trial.MaxBatchSize != 8;
            return Task.FromResult(trial with { ImagesPerSecond = speed });
        }
    }

    [Fact]
    public async Task Run_BoundedModel_StaysWithinItsBounds()
    {
        var tried = new List<Trial>();
        await new TuneSearch(Machine, ExecutionProvider.Cpu, 2, fixedBatchSize: 1, manifestBatchSize: null).RunAsync();
        Assert.All(tried, trial => Assert.Equal(1, trial.MaxBatchSize));

        tried.Clear();
        await new TuneSearch(Machine, ExecutionProvider.Cuda, 2, null, manifestBatchSize: 64).RunAsync();
        Assert.All(tried, trial => Assert.InRange(trial.MaxBatchSize, 8, 64));

        Task<Trial> Machine(Trial trial)
        {
            tried.Add(trial);
            return Task.FromResult(trial with { ImagesPerSecond = trial.MaxBatchSize });
        }
    }
}
