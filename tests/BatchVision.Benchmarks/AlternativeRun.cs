using System.Text.Json;

namespace BatchVision.Benchmarks;

/// <summary>The line of JSON that a program prints at its end; the names are those of its properties, in snake case.</summary>
/// <param name="Libraries">Version by library.</param>
/// <param name="Images">Images in the run.</param>
/// <param name="CpuMsPerImage">User and system time, of its children too.</param>
/// <param name="ImagesPerSecond">Images by wall clock, the start of the program left out.</param>
/// <param name="Utilization">CPU time over wall time and cores.</param>
/// <param name="PeakMemoryMb">Peak memory in MiB, with that of its children.</param>
/// <param name="Settings">What it ran with.</param>
internal sealed record AlternativeRun(
    IReadOnlyDictionary<string, string> Libraries, int Images, double CpuMsPerImage, double ImagesPerSecond, double Utilization, double PeakMemoryMb,
    JsonElement Settings)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads the last line of what a program printed: libraries may print before it.</summary>
    public static AlternativeRun Parse(string output)
    {
        var line = output.TrimEnd().Split('\n')[^1];
        try
        {
            return JsonSerializer.Deserialize<AlternativeRun>(line, Json)!;
        }
        catch (JsonException e)
        {
            throw new AlternativeException($"Its last line of output is not the figures that were expected: {line} ({e.Message})");
        }
    }

    /// <summary>The median of each figure over the rounds.</summary>
    public static AlternativeRun Median(IReadOnlyList<AlternativeRun> rounds) => rounds[0] with
    {
        CpuMsPerImage = Measurement.Median(rounds.Select(round => round.CpuMsPerImage)),
        ImagesPerSecond = Measurement.Median(rounds.Select(round => round.ImagesPerSecond)),
        Utilization = Measurement.Median(rounds.Select(round => round.Utilization)),
        PeakMemoryMb = Measurement.Median(rounds.Select(round => round.PeakMemoryMb)),
    };
}
