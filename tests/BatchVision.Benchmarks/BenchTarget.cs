namespace BatchVision.Benchmarks;

/// <summary>A figure that the project holds itself to, as a run measured it.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="AtLeast">True where more is better: <paramref name="Asked"/> must be reached; false where it must not be.</param>
/// <param name="Asked">The bound.</param>
/// <param name="Measured">What this run says.</param>
internal sealed record BenchTarget(string Name, bool AtLeast, double Asked, double Measured)
{
    public bool Met => AtLeast ? Measured >= Asked : Measured < Asked;

    /// <summary>Those that the parts of this report can tell.</summary>
    public static IEnumerable<BenchTarget> Of(BenchReport report)
    {
        foreach (var results in report.Pipeline ?? [])
        {
            var name = $"{results.Set}, {results.Model}";
            yield return new($"{name}: part of the limit", true, IsInt8(results.Model) ? 0.85 : 0.90, results.FractionOfLimit);
            yield return new($"{name}: cores busy", true, 0.95, results.EndToEnd.Utilization);
            yield return new($"{name}: managed bytes an image, worker", false, 4096, results.Worker.AllocatedBytes);
            yield return new($"{name}: full collections, worker", false, 1, results.Worker.FullCollections);
        }

        foreach (var beside in report.SideBySide ?? [])
        {
            var ours = report.Pipeline!.First(results => results.Set == beside.Set && results.Model == beside.Model).EndToEnd;
            foreach (var program in Alternative.All)
            {
                if (beside.Alternatives.Programs.FirstOrDefault(other => other.Name == program.Name)?.Figures is not { } theirs)
                    continue;
                if ((IsInt8(beside.Model) ? program.Int8CpuTarget : program.CpuTarget) is { } cpu)
                    yield return new($"{beside.Model}: times less CPU time than {program.Name}", true, cpu, theirs.CpuMsPerImage / ours.CpuMilliseconds);
                if (program.SpeedTarget is { } speed)
                    yield return new($"{beside.Model}: times the images/s of {program.Name}", true, speed, ours.ImagesPerSecond / theirs.ImagesPerSecond);
            }
        }

        if (report.Rows is { } rows)
            yield return new("predictions/s into PostgreSQL", true, 100_000, rows.Writer.PredictionsPerSecond);
        if (report.Planning is { } planning)
            yield return new("keys/s planned", true, 20_000, planning.Planning.KeysPerSecond);
        if (report.Growth is { Count: > 1 } growth)
            yield return new($"{growth[^1].Images:N0} images: times the CPU time an image of {growth[0].Images:N0}", false, 1.1, growth[^1].CpuMilliseconds / growth[0].CpuMilliseconds);
    }

    private static bool IsInt8(string model) => model.EndsWith("-int8", StringComparison.Ordinal);
}
