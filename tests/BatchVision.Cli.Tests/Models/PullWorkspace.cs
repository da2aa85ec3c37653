using System.Security.Cryptography;
using BatchVision.Cli.Models.Pull;
using BatchVision.Cli.Tests.Run;

namespace BatchVision.Cli.Tests.Models;

/// <summary>An empty models folder, and a catalogue whose only model is our own colors at some address.</summary>
internal sealed class PullWorkspace : IDisposable
{
    private const string RightInput = "{width: 64, height: 64, layout: nchw, dtype: float32, color: rgb, resize: {mode: stretch}, scale: 1/255}";

    private readonly Workspace _work = new();

    public static byte[] File { get; } = System.IO.File.ReadAllBytes(Path.Combine(Workspace.Models, "colors", "model.onnx"));

    public static string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(File));

    public ImpatientTime Time { get; } = new();

    public string Models => _work["models"];

    public string Catalogue => _work["catalogue.yaml"];

    public string Installed => Path.Combine(Models, "colors");

    public string Part => Path.Combine(Models, ".pull", "colors", "model.onnx.part");

    public string this[string name] => _work[name];

    public void WriteCatalogue(Uri url, string? sha256 = null, string license = "Apache-2.0", string input = RightInput)
    {
        System.IO.File.Copy(Path.Combine(Workspace.Models, "colors", "labels.txt"), _work["labels.txt"], overwrite: true);
        var checksum = (sha256 ?? Sha256).Length > 0 ? $"sha256: {sha256 ?? Sha256}" : "note: Nobody vouches for it.";
        System.IO.File.WriteAllText(Catalogue, $$"""
            models:
              - name: colors
                url: {{url}}
                {{checksum}}
                size: {{File.Length}}
                license: {{license}}
                labels: labels.txt
                manifest:
                  version: "1"
                  task: classification
                  input: {{input}}
                  output: {decoder: probabilities, top_k: 5, floor: 0.05}
            """);
    }

    public PullOptions Options() => new("colors", Models, Catalogue, Json: true);

    public Task<PullResult> PullAsync(PullOptions? options = null) => ModelPull.RunAsync(options ?? Options(), Time);

    public Task<CommandException> FailAsync(PullOptions? options = null) => Assert.ThrowsAsync<CommandException>(() => PullAsync(options));

    /// <summary><c>bv models</c> as a process.</summary>
    public Task<Bv> BvAsync(params string[] arguments) => Bv.RunAsync(["models", .. arguments, "--models-dir", Models]);

    /// <summary>Names of all files below the models folder.</summary>
    public string[] Files() => [.. Directory.EnumerateFiles(Models, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Models, file)).Order(StringComparer.Ordinal)];

    public void Dispose() => _work.Dispose();
}
