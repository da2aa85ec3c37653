using System.Globalization;

namespace BatchVision.Benchmarks;

/// <summary>What every program reached, and how far they agree.</summary>
/// <param name="Programs">Each program, in the order they ran.</param>
/// <param name="WithReference">Agreement of each program that ran with the reference; empty where none was given.</param>
/// <param name="WithEachOther">Agreement of every two programs that ran.</param>
internal sealed record AlternativesResults(
    IReadOnlyList<AlternativeResult> Programs, IReadOnlyList<Agreement> WithReference, IReadOnlyList<Agreement> WithEachOther)
{
    public static AlternativesResults From(IReadOnlyList<AlternativeResult> programs, IReadOnlyDictionary<string, int>? reference)
    {
        var ran = programs.Where(program => program.Figures is not null).ToArray();
        var expected = reference is null ? null : new AlternativeResult("reference", null, reference, null);
        return new AlternativesResults(
            programs,
            expected is null ? [] : [.. ran.Select(program => Agreement.Between(program, expected))],
            [.. ran.SelectMany((first, i) => ran.Skip(i + 1).Select(second => Agreement.Between(first, second)))]);
    }

    public void Print()
    {
        Console.WriteLine("| | CPU-ms/image | images/s | cores busy | peak memory, MiB |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var program in Programs)
        {
            Console.WriteLine(program.Figures is { } figures
                ? string.Create(CultureInfo.InvariantCulture,
                    $"| {program.Name} | {figures.CpuMsPerImage:F2} | {figures.ImagesPerSecond:F0} | {figures.Utilization:P0} | {figures.PeakMemoryMb:F0} |")
                : $"| {program.Name} | did not run | | | |");
        }

        Console.WriteLine();
        foreach (var agreement in WithReference.Concat(WithEachOther))
            Console.WriteLine($"{agreement.First} and {agreement.Second}: the same class in {agreement.Same} of {agreement.Files} files.");
    }
}
