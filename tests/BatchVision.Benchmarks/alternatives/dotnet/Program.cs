using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using SkiaSharp;
using TutorialClassifier;

const int WarmUp = 64;
var parallel = args.Contains("--parallel");
args = [.. args.Where(argument => argument != "--parallel")];
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: TutorialClassifier FOLDER MODEL.onnx --images N [--parallel] [--out TOP1.json]");
    return 2;
}

var images = int.Parse(Option("--images") ?? "400");
var files = Directory.GetFiles(args[0]).Order(StringComparer.Ordinal).ToArray();
using var classifier = new Classifier(args[1]);
var top1 = new int[files.Length];
Classify(WarmUp);

var cpu = Environment.CpuUsage.TotalTime;
var clock = Stopwatch.StartNew();
Classify(images);
var wall = clock.Elapsed.TotalSeconds;
cpu = Environment.CpuUsage.TotalTime - cpu;

if (Option("--out") is { } path)
    File.WriteAllText(path, JsonSerializer.Serialize(files.Take(images).Select((file, i) => KeyValuePair.Create(Path.GetFileName(file), top1[i])).ToDictionary()));

Console.WriteLine(JsonSerializer.Serialize(new
{
    name = parallel ? ".NET as in tutorials, Parallel.For" : ".NET as in tutorials",
    libraries = new Dictionary<string, string>
    {
        ["dotnet"] = Environment.Version.ToString(),
        ["skiasharp"] = typeof(SKBitmap).Assembly.GetName().Version!.ToString(3),
        ["onnxruntime"] = OrtEnv.Instance().GetVersionString(),
    },
    images,
    wall_seconds = wall,
    cpu_ms_per_image = cpu.TotalMilliseconds / images,
    images_per_second = images / wall,
    utilization = cpu.TotalSeconds / wall / Environment.ProcessorCount,
    peak_memory_mb = Process.GetCurrentProcess().PeakWorkingSet64 / (double)(1 << 20),
    settings = new { parallel },
}));
return 0;

void Classify(int count)
{
    if (parallel)
    {
        Parallel.For(0, count, i => top1[i % files.Length] = classifier.Classify(files[i % files.Length]));
        return;
    }

    for (var i = 0; i < count; i++)
        top1[i % files.Length] = classifier.Classify(files[i % files.Length]);
}

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;
