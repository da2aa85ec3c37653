using System.Globalization;
using System.Text.Json;

namespace BatchVision.Recognition.Models;

/// <summary>
/// How one model runs fastest on one kind of machine, as a search found it. Kept beside the model in <c>tuning.json</c>, an entry for each machine and
/// provider, and used wherever the setting itself is left open.
/// </summary>
/// <param name="Fingerprint">The model it was measured on.</param>
/// <param name="OnnxSha256">Its ONNX file: what it takes to open the session is known before the fingerprint is.</param>
/// <param name="Machine">The machine, see <see cref="ThisMachine"/>.</param>
/// <param name="Provider">Where the model ran.</param>
/// <param name="ComputeThreads">Threads that decode and, on the CPU, infer.</param>
/// <param name="IntraOpThreads">Threads inside one run.</param>
/// <param name="MaxBatchSize">Largest batch.</param>
/// <param name="ImagesPerSecond">What it reached with these.</param>
/// <param name="DefaultImagesPerSecond">What it reached without, in the same run.</param>
/// <param name="MeasuredAt">When.</param>
public sealed record ModelTuning(
    string Fingerprint,
    string OnnxSha256,
    string Machine,
    ExecutionProvider Provider,
    int ComputeThreads,
    int IntraOpThreads,
    int MaxBatchSize,
    double ImagesPerSecond,
    double DefaultImagesPerSecond,
    DateTimeOffset MeasuredAt)
{
    /// <summary>Name of the file in a model's folder.</summary>
    public const string FileName = "tuning.json";

    // More would be no machine that a search has run on; the file may come with a download.
    private const int MaxThreads = 1024, MaxBatch = 1024;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter<ExecutionProvider>(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Processor and cores of this machine: what makes figures of one valid for another.</summary>
    public static string ThisMachine { get; } = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} × {ProcessorName.Read()}");

    /// <summary>What is known of a model on this machine; null where nobody searched.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="onnxSha256">SHA-256 of its ONNX file.</param>
    /// <param name="provider">Where it will run.</param>
    /// <exception cref="ModelException">The file is there and damaged.</exception>
    public static ModelTuning? Find(string folder, string onnxSha256, ExecutionProvider provider) =>
        Read(folder).Find(tuning => tuning.OnnxSha256 == onnxSha256 && tuning.Machine == ThisMachine && tuning.Provider == provider);

    /// <summary>Writes it into the model's folder, in the place of what was known of the same model, machine and provider.</summary>
    /// <exception cref="ModelException">The folder cannot be written, or its file is damaged.</exception>
    public void Save(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var entries = Read(folder);
        entries.RemoveAll(other => other.OnnxSha256 == OnnxSha256 && other.Machine == Machine && other.Provider == Provider);
        entries.Add(this);
        try
        {
            // By rename: a service that starts meanwhile reads the old file or the new one.
            File.WriteAllText(path + ".new", JsonSerializer.Serialize(entries, Json));
            File.Move(path + ".new", path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path}: cannot be written: {exception.Message}; make the model's folder writable", exception);
        }
    }

    private static List<ModelTuning> Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            if (!File.Exists(path))
                return [];
            var entries = JsonSerializer.Deserialize<List<ModelTuning>>(File.ReadAllBytes(path), Json) ?? throw new JsonException("it holds null");
            return entries.TrueForAll(IsSound) ? entries : throw new JsonException("threads and batch sizes must be 1 to 1024");
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path}: cannot be used: {exception.Message}; delete it and run bv tune again", exception);
        }
    }

    private static bool IsSound(ModelTuning tuning) =>
        tuning is { ComputeThreads: >= 1 and <= MaxThreads, IntraOpThreads: >= 1 and <= MaxThreads, MaxBatchSize: >= 1 and <= MaxBatch };
}
