using System.Diagnostics;
using BatchVision.Storage;
using BatchVision.TestAssets;
using BatchVision.TestServers;

namespace BatchVision.EndToEnd.Tests;

/// <summary>
/// 2,000 names over real photographs (over our own pictures where the reference assets are absent), as objects of a bucket and as the rows that
/// <c>bv run</c> makes of a folder with them. Made once for the whole test process, and only read.
/// </summary>
internal sealed class Photographs
{
    public const int Count = 2000;

    private static readonly Lazy<Task<Photographs>> Shared = new(CreateAsync);

    private Photographs(TestBucket bucket, IReadOnlyList<string> rows) => (Bucket, Rows) = (bucket, rows);

    /// <summary>All of them, from its root on.</summary>
    public TestBucket Bucket { get; }

    /// <summary>What one process makes of the folder.</summary>
    public IReadOnlyList<string> Rows { get; }

    public static Task<Photographs> GetAsync() => Shared.Value.WaitAsync(TestContext.Current.CancellationToken);

    private static async Task<Photographs> CreateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bv-photographs-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        var originals = Directory.GetFiles(SharedAssets.Find("images/imagenet-200") ?? Repository.Samples)
            .Where(file => !file.EndsWith(".md", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        var images = folder.CreateSubdirectory("images").FullName;
        for (var i = 0; i < Count; i++)
        {
            var original = originals[i % originals.Length];
            var subfolder = Directory.CreateDirectory(Path.Combine(images, $"{i / 500:000}"));
            File.CreateSymbolicLink(Path.Combine(subfolder.FullName, $"{i:000000}{Path.GetExtension(original)}"), original);
        }

        var bucket = await SharedServers.BucketAsync(CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => bucket.DisposeAsync().AsTask().Wait();
        await bucket.UploadFolderAsync("", images, 16, CancellationToken.None);
        var database = Path.Combine(folder.FullName, "one-process.db");
        await RunAsync(images, database);
        return new Photographs(bucket, await EndToEnd.Tests.Rows.ReadAsync(Database.Open(database)));
    }

    private static async Task RunAsync(string folder, string database)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "bv.dll"), "run", folder, "--models-dir", Repository.Models, "--models", "colors", "--db", database, "--json",
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode is 0 or 3, $"bv run ended with {process.ExitCode}: {await errors}{await output}");
    }
}
