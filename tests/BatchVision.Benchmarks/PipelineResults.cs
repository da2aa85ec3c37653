namespace BatchVision.Benchmarks;

/// <summary>One set of files and one model: each part alone, the worker, and the whole.</summary>
/// <param name="Set">S, M or L.</param>
/// <param name="Model">The model.</param>
/// <param name="Measurements">In the order of <see cref="PipelineBenchmark"/>.</param>
internal sealed record PipelineResults(string Set, string Model, IReadOnlyList<Measurement> Measurements)
{
    private const int LimitParts = 4;

    /// <summary>What cannot be avoided: read, libjpeg-turbo with resize, tensor, inference, each alone on every core.</summary>
    public double LimitCpuMilliseconds => Measurements.Take(LimitParts).Sum(part => part.CpuMilliseconds);

    /// <summary>Files to rows, start-up taken off: what each further image costs <c>bv run</c>.</summary>
    public Measurement EndToEnd => Measurements[^1].Without(Measurements[^2]) with { Name = "bv run, files to rows" };

    /// <summary>The hot path alone, start-up taken off: chunks in, outcomes out.</summary>
    public Measurement Worker => Measurements[7].Without(Measurements[6]) with { Name = "worker alone, files to outcomes" };

    public double FractionOfLimit => LimitCpuMilliseconds / EndToEnd.CpuMilliseconds;

    /// <summary>Where the CPU time of an image goes. Differences of separate measurements: a negative one is noise and shown as none.</summary>
    public IReadOnlyList<ProfileShare> Profile
    {
        get
        {
            var (read, decode, tensor, inference) = (Cpu(0), Cpu(1), Cpu(2), Cpu(3));
            var (decodeOnly, worker) = (Cpu(4), Worker.CpuMilliseconds);
            return
            [
                new("read", read),
                new("libjpeg-turbo and resize", decode),
                new("checks, hashes, colour profiles", Math.Max(0, decodeOnly - decode)),
                new("tensor", tensor),
                new("inference", inference),
                new("queues and batches", Math.Max(0, worker - read - decodeOnly - tensor - inference)),
                new("bus, ledger, rows", Math.Max(0, EndToEnd.CpuMilliseconds - worker)),
            ];
        }
    }

    private double Cpu(int index) => Measurements[index].CpuMilliseconds;
}
