using BatchVision.Cli.Tests.Run;
using NetVips;

namespace BatchVision.Cli.Tests.Moderation;

public sealed class BlocklistTests : IDisposable
{
    private const string Verdicts = "SELECT key, decision, because FROM bi_verdicts ORDER BY key";

    private readonly Workspace _work = new();

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Blocklist_CopyOfAPicture_BlocksTheOriginalUntilItIsTakenOff()
    {
        // Half the size, twice compressed: other bytes, the same picture.
        using (var picture = Image.NewFromFile(Path.Combine(Workspace.Samples, "forest-path.jpg")))
        using (var small = picture.Resize(0.5))
            small.Jpegsave(_work["copy.jpg"], q: 40);
        await RunSamplesAsync();
        Assert.Empty(Bv.Query(_work.Database, Verdicts));

        var add = await Bv.RunAsync("blocklist", "add", _work["copy.jpg"], "--reason", "stolen", "--db", _work.Database, "--json");
        Assert.True(add.ExitCode == 0, add.Errors);
        Assert.Equal(1, add.Json[0].GetProperty("images").GetInt64());
        Assert.Equal(["forest-path.jpg|block|blocklist: stolen"], Bv.Query(_work.Database, Verdicts));

        // New images are held against the list as well.
        var folder = Directory.CreateDirectory(_work["more"]).FullName;
        File.Copy(Path.Combine(Workspace.Samples, "forest-path.jpg"), Path.Combine(folder, "again.jpg"));
        File.Copy(Path.Combine(Workspace.Samples, "desert-dunes.jpg"), Path.Combine(folder, "other.jpg"));
        var run = await Bv.RunAsync("run", folder, "--models-dir", Workspace.Models, "--models", "colors", "--db", _work.Database, "--json");
        Assert.Equal(1, run.Json.GetProperty("verdicts").GetProperty("block").GetInt64());
        Assert.Contains("again.jpg|block|blocklist: stolen", Bv.Query(_work.Database, Verdicts));

        var hash = add.Json[0].GetProperty("hash").GetString()!;
        var list = await Bv.RunAsync("blocklist", "list", "--db", _work.Database, "--json");
        Assert.Equal((hash, "stolen"), (list.Json[0].GetProperty("hash").GetString(), list.Json[0].GetProperty("reason").GetString()));

        Assert.Contains("2 known images decided again", (await Bv.RunAsync("blocklist", "remove", hash, "--db", _work.Database)).Output, StringComparison.Ordinal);
        Assert.Empty(Bv.Query(_work.Database, Verdicts));
        Assert.Contains("nothing is listed", (await Bv.RunAsync("blocklist", "list", "--db", _work.Database)).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocklist_WhatCannotBeListed_IsOneLineAndListsNothing()
    {
        using (var flat = Image.Black(100, 100, bands: 3))
            flat.Pngsave(_work["flat.png"]);
        await File.WriteAllTextAsync(_work["text.jpg"], "hello", TestContext.Current.CancellationToken);
        Assert.Equal(0, (await Bv.RunAsync("db", "migrate", "--db", _work.Database)).ExitCode);
        (int ExitCode, string Message, string[] Arguments)[] refused =
        [
            (2, "is neither a file nor a hash", ["add", "0123456789abcdef", "nowhere.jpg", "--reason", "x"]),
            (2, "is neither a file nor a hash", ["add", "0123", "--reason", "x"]),
            (1, "cannot be read", ["add", _work["text.jpg"], "--reason", "x"]),
            (1, "too little detail", ["add", "0123456789abcdef", _work["flat.png"], "--reason", "x"]),
            (1, "too little detail", ["add", "0000000000000001", "--reason", "x"]),
            (2, "--reason", ["add", "0123456789abcdef"]),
            (1, "is not listed", ["remove", "0123456789abcdef"]),
        ];
        foreach (var (exitCode, message, arguments) in refused)
        {
            var run = await Bv.RunAsync(["blocklist", .. arguments, "--db", _work.Database]);
            Assert.Equal(exitCode, run.ExitCode);
            Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        }

        Assert.Equal(["0"], Bv.Query(_work.Database, "SELECT count(*) FROM blocklist"));
    }

    private async Task RunSamplesAsync() =>
        Assert.Equal(0, (await Bv.RunAsync("run", Workspace.Samples, "--models-dir", Workspace.Models, "--models", "colors", "--db", _work.Database)).ExitCode);
}
