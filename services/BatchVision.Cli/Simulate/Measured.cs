using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatchVision.Cli.Simulate;

/// <summary>
/// What an image costs, as the benchmark <c>distributed</c> measures it. CPU-milliseconds are user and system time of a service an image; the other times are by the clock.
/// </summary>
internal sealed record Measured
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Where, when, with which model and images.</summary>
    public required string Source { get; init; }

    public required double WorkerCpuMs { get; init; }

    /// <summary>The part of <see cref="WorkerCpuMs"/> that decodes: what stays with the cores when a GPU infers.</summary>
    public required double DecodeCpuMs { get; init; }

    public required double IngestCpuMs { get; init; }

    public required double ResultsCpuMs { get; init; }

    public required double BrokerCpuMs { get; init; }

    public required double DatabaseCpuMs { get; init; }

    public required double StoreCpuMs { get; init; }

    /// <summary>From asking the store to holding the bytes, one image.</summary>
    public required double FetchMs { get; init; }

    /// <summary>From an upload to the row of its chunk, which the sender sees.</summary>
    public required double IntakeMs { get; init; }

    /// <summary>What a transaction of the results writer takes besides its predictions.</summary>
    public required double WriteMs { get; init; }

    /// <summary>Predictions a second of one results writer.</summary>
    public required double WriterRows { get; init; }

    /// <summary>Coefficient of variation of the time that an image takes a worker.</summary>
    public required double Variation { get; init; }

    /// <summary>Until a new worker takes its first chunk.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>All that an image costs, in every process.</summary>
    [JsonIgnore]
    public double AllCpuMs => WorkerCpuMs + IngestCpuMs + ResultsCpuMs + BrokerCpuMs + DatabaseCpuMs + StoreCpuMs;

    /// <summary>Those of this machine, in the program.</summary>
    public static Measured Default { get; } = Embedded();

    /// <summary>Reads a result of the benchmark: its object <c>measured</c>.</summary>
    public static Measured Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("measured", out var measured)
                ? measured.Deserialize<Measured>(Json)!
                : throw new JsonException("it has no object 'measured'.");
        }
        catch (JsonException e)
        {
            throw new CommandException(ExitCode.Usage, $"'{path}' is no result of the benchmark 'distributed': {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"'{path}' cannot be read: {e.Message}");
        }
    }

    private static Measured Embedded()
    {
        using var stream = typeof(Measured).Assembly.GetManifestResourceStream("measured.json")!;
        return JsonSerializer.Deserialize<JsonElement>(stream).GetProperty("measured").Deserialize<Measured>(Json)!;
    }
}
