using BatchVision.Recognition;
using BatchVision.Recognition.Models;

namespace BatchVision.Cli.Tune;

/// <summary>
/// A short search, one setting after the other: batch sizes, then threads at the best of them. What wins must then beat the default in turns,
/// by more than such runs differ from each other.
/// </summary>
internal sealed class TuneSearch(Func<Trial, Task<Trial>> run, ExecutionProvider provider, int cores, int? fixedBatchSize, int? manifestBatchSize)
{
    /// <summary>A gain below it is noise, and the default is what has been tested most.</summary>
    public const double WorthIt = 1.03;

    private const int Turns = 3;

    // Of one model on one kind of machine these peak somewhere, so the first that is clearly worse ends a series.
    private const double Worse = 0.9;

    private Trial Default { get; } = new(cores, 1, fixedBatchSize ?? (provider == ExecutionProvider.Cpu ? 1 : manifestBatchSize ?? Recognizer.DefaultMaxBatchSize));

    /// <returns>What to use, and what the default reached in the same turns; the same twice where nothing was better.</returns>
    public async Task<(Trial Best, Trial Default)> RunAsync()
    {
        var best = await run(Default);
        if (fixedBatchSize is null)
        {
            foreach (var series in BatchSizes())
                best = await BestAsync(best, series.Select(size => best with { MaxBatchSize = size }));
        }

        foreach (var series in Threads())
            best = await BestAsync(best, series.Select(threads => best with { ComputeThreads = threads.Compute, IntraOpThreads = threads.IntraOp }));
        if (IsDefault(best))
            return (best, best);

        var (tuned, plain) = (new List<Trial>(), new List<Trial>());
        for (var i = 0; i < Turns; i++)
        {
            tuned.Add(await run(best));
            plain.Add(await run(Default));
        }

        var (fast, usual) = (Median(tuned), Median(plain));
        return fast.ImagesPerSecond >= usual.ImagesPerSecond * WorthIt ? (fast, usual) : (usual, usual);
    }

    private async Task<Trial> BestAsync(Trial best, IEnumerable<Trial> trials)
    {
        foreach (var trial in trials)
        {
            var tried = await run(trial);
            if (tried.ImagesPerSecond < best.ImagesPerSecond * Worse)
                break;
            if (tried.ImagesPerSecond > best.ImagesPerSecond)
                best = tried;
        }

        return best;
    }

    private IEnumerable<IEnumerable<int>> BatchSizes()
    {
        int[][] series = provider == ExecutionProvider.Cpu ? [[2, 4, 8, 16]] : [[64, 128, 256], [16, 8]];
        return series.Select(sizes => sizes.Where(size => size <= (manifestBatchSize ?? int.MaxValue) && size != Default.MaxBatchSize));
    }

    // More threads for decoding while others infer; fewer; and few callers with several threads each, which a model of large tensors may like.
    private IEnumerable<(int Compute, int IntraOp)[]> Threads() =>
    [
        [(cores + 1, 1), (cores + Math.Max(2, cores / 2), 1)],
        [.. new[] { (cores - 1, 1) }.Where(threads => threads.Item1 > 0)],
        [.. Enumerable.Range(1, 6).Select(i => 1 << i).Where(intraOp => intraOp <= cores && provider == ExecutionProvider.Cpu).Select(intraOp => (Math.Max(1, cores / intraOp), intraOp))],
    ];

    private bool IsDefault(Trial trial) =>
        (trial.ComputeThreads, trial.IntraOpThreads, trial.MaxBatchSize) == (Default.ComputeThreads, Default.IntraOpThreads, Default.MaxBatchSize);

    private static Trial Median(List<Trial> trials) => trials.OrderBy(trial => trial.ImagesPerSecond).ElementAt(Turns / 2);
}
