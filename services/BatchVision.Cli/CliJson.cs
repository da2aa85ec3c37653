using System.CommandLine;
using System.Text.Json;

namespace BatchVision.Cli;

/// <summary>JSON on standard output: one indented document, or one line each for what goes on.</summary>
internal static class CliJson
{
    private static readonly JsonSerializerOptions Compact = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };

    public static Option<bool> Option(string description = "Print JSON on standard output.") => new("--json") { Description = description };

    public static void Print(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, value.GetType(), Indented));

    public static string Line(object value) => JsonSerializer.Serialize(value, value.GetType(), Compact);
}
