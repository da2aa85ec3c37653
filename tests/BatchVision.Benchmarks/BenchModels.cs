using System.Diagnostics;
using BatchVision.TestAssets;

namespace BatchVision.Benchmarks;

/// <summary>What is measured where nobody says otherwise: the reference models and photographs where they are at hand, else the project's own.</summary>
internal static class BenchModels
{
    private const string Reference = "mobilenetv2_f32";
    private const string Own = "everyday";

    public static string DefaultFolder => SharedAssets.Find(Path.Combine("images", "imagenet-200")) ?? Path.Combine(Repository, "samples");

    public static string DefaultDirectory => SharedAssets.Find("models") is null ? Path.Combine(Repository, "models") : AssetModels.Repository();

    public static string DefaultModel => SharedAssets.Find("models") is null ? Own : Reference;

    public static string Repository
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "BatchVision.sln")))
                    return folder.FullName;
            }

            throw new InvalidOperationException("The benchmarks run from a checkout only.");
        }
    }

    /// <summary>A repository of the model and its int8 form, made as a user makes it; returns the names.</summary>
    public static async Task<IReadOnlyList<string>> PrepareAsync(string directory, string model, string images, string into, CancellationToken cancellationToken)
    {
        var copy = Directory.CreateDirectory(Path.Combine(into, model)).FullName;
        foreach (var file in Directory.GetFiles(Path.Combine(directory, model)))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));

        Console.Error.WriteLine($"making {model}-int8");
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "bv.dll"), "models", "quantize", model, "--images", images, "--models-dir", into, "--json"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        // What it said is above; the float model is measured all the same.
        return process.ExitCode == 0 ? [model, $"{model}-int8"] : [model];
    }
}
