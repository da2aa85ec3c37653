using System.Security.Cryptography;
using BatchVision.Cli.Models.Pull;
using BatchVision.Cli.Tests.Run;
using BatchVision.Recognition.Models;

namespace BatchVision.Cli.Tests.Models;

public sealed class PullTests : IDisposable
{
    private static readonly byte[] Model = PullWorkspace.File;

    private readonly PullWorkspace _work = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Pull_Model_IsInstalledAndRuns()
    {
        await using var server = await StartAsync();

        var pull = await _work.BvAsync("pull", "colors", "--catalogue", _work.Catalogue);
        var verify = await _work.BvAsync("verify", "colors");
        var manifest = ModelManifest.Read(Path.Combine(_work.Installed, "model.yaml"));

        Assert.True(pull.ExitCode == 0, pull.Errors);
        Assert.Equal($"colors is installed in {_work.Installed}: checksum, manifest, labels and graph agree; it has no golden outputs\n", pull.Output);
        Assert.StartsWith($"bv: colors is licensed under Apache-2.0; from {server.Url}, ", pull.Errors, StringComparison.Ordinal);
        Assert.True(verify.ExitCode == 0, verify.Output);
        Assert.Equal(("colors", "1", "Apache-2.0", server.Url.AbsoluteUri, PullWorkspace.Sha256), (manifest.Name, manifest.Version, manifest.License, manifest.Source, manifest.Sha256));
        Assert.Equal(1 / 255f, manifest.Input.Scale);
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(Workspace.Models, "colors", "labels.txt"), Token),
            await File.ReadAllTextAsync(Path.Combine(_work.Installed, "labels.txt"), Token));
    }

    [Fact]
    public async Task Pull_Json_SaysWhatWasDone()
    {
        await using var server = await StartAsync();

        var first = await _work.BvAsync("pull", "colors", "--catalogue", _work.Catalogue, "--json");
        var second = await _work.BvAsync("pull", "colors", "--catalogue", _work.Catalogue, "--json");

        Assert.Equal("bv: colors is licensed under Apache-2.0", first.Errors.Split(';')[0]);
        Assert.Equal(("installed", Model.Length), (first.Json.GetProperty("status").GetString(), first.Json.GetProperty("downloaded_bytes").GetInt32()));
        Assert.Equal((PullWorkspace.Sha256, "Apache-2.0"), (first.Json.GetProperty("sha256").GetString(), first.Json.GetProperty("license").GetString()));
        Assert.Equal(0, second.ExitCode);
        Assert.Equal(("already_installed", 0), (second.Json.GetProperty("status").GetString(), second.Json.GetProperty("downloaded_bytes").GetInt32()));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Pull_OtherModelOfThatName_NeedsForceAndIsReplacedWhole()
    {
        await using var server = await StartAsync();
        Directory.CreateDirectory(_work.Installed);
        await File.WriteAllTextAsync(Path.Combine(_work.Installed, "golden.json"), "of another model", Token);
        await File.WriteAllTextAsync(Path.Combine(_work.Installed, "model.onnx"), "another model", Token);

        var refused = await _work.FailAsync();
        var before = _work.Files();
        await _work.PullAsync(_work.Options() with { Force = true });

        Assert.Equal(ExitCode.Failure, refused.ExitCode);
        Assert.Contains("pass --force to replace the folder", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["colors/golden.json", "colors/model.onnx"], before);
        Assert.Equal(["colors/labels.txt", "colors/model.onnx", "colors/model.yaml"], _work.Files());
    }

    [Fact]
    public async Task Pull_InstalledFileWasDamaged_IsNotSaidToBeInstalled()
    {
        await using var server = await StartAsync();
        await _work.PullAsync();
        await File.AppendAllTextAsync(Path.Combine(_work.Installed, "model.onnx"), "x", Token);

        Assert.Contains("holds another model.onnx", (await _work.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_UnknownName_NamesTheNearest()
    {
        await using var server = await StartAsync();

        var pull = await _work.BvAsync("pull", "colours", "--catalogue", _work.Catalogue);

        Assert.Equal(4, pull.ExitCode);
        Assert.Contains("no model 'colours' (did you mean 'colors'?)", pull.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_NoChecksumKnown_IsRefusedWithoutAWord()
    {
        await using var server = await StartAsync(sha256: "");

        var refused = await _work.FailAsync();

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("no checksum is known for colors (Nobody vouches for it.)", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--trust-first", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
        Assert.False(Directory.Exists(_work.Models));
    }

    [Fact]
    public async Task Pull_TrustFirst_PinsWhatCame()
    {
        await using var server = await StartAsync(sha256: "");

        var pull = await _work.BvAsync("pull", "colors", "--catalogue", _work.Catalogue, "--trust-first");
        var again = await _work.PullAsync(_work.Options() with { TrustFirst = true });

        Assert.Contains($"sha256 {PullWorkspace.Sha256} was taken on trust and is written into its model.yaml", pull.Output, StringComparison.Ordinal);
        Assert.Equal(PullWorkspace.Sha256, ModelManifest.Read(Path.Combine(_work.Installed, "model.yaml")).Sha256);
        Assert.Equal(PullResult.AlreadyInstalled, again.Status);
    }

    [Fact]
    public async Task Pull_GivenChecksum_HoldsTheFileToIt()
    {
        await using var server = await StartAsync(sha256: "");

        var wrong = await _work.FailAsync(_work.Options() with { Sha256 = new string('0', 64) });
        var right = await _work.PullAsync(_work.Options() with { Sha256 = PullWorkspace.Sha256.ToUpperInvariant() });

        Assert.Contains($"expected sha256 {new string('0', 64)}, got {PullWorkspace.Sha256}", wrong.Message, StringComparison.Ordinal);
        Assert.False(right.PinnedNow);
    }

    [Fact]
    public async Task Pull_GivenChecksumAgainstTheCatalogue_IsRefused()
    {
        await using var server = await StartAsync();

        var refused = await _work.FailAsync(_work.Options() with { Sha256 = new string('0', 64) });

        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains($"the catalogue says {PullWorkspace.Sha256}", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("AGPL-3.0-only")]
    [InlineData("GPL-3.0-or-later")]
    public async Task Pull_Copyleft_NeedsAWordAndIsMarked(string license)
    {
        await using var server = await StartAsync(license: license);

        var refused = await _work.BvAsync("pull", "colors", "--catalogue", _work.Catalogue);
        var list = await _work.BvAsync("catalogue", "--catalogue", _work.Catalogue);
        var asked = server.Requests.Count;
        await _work.PullAsync(_work.Options() with { AcceptLicense = true });

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains($"bv: colors is licensed under {license} (copyleft)", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("pass --accept-licence", refused.Errors, StringComparison.Ordinal);
        Assert.Contains($"{license} (copyleft)", list.Output, StringComparison.Ordinal);
        Assert.Equal(0, asked);
        Assert.True(Directory.Exists(_work.Installed));
    }

    [Fact]
    public async Task Pull_ModelDoesNotFitTheCatalogue_IsNotInstalledButKept()
    {
        await using var server = await StartAsync();
        _work.WriteCatalogue(server.Url, input: "{width: 32, height: 32, layout: nchw, dtype: float32, color: rgb, resize: {mode: stretch}}");

        var refused = await _work.FailAsync();
        var installed = Directory.Exists(_work.Installed);
        _work.WriteCatalogue(server.Url);
        var mended = await _work.PullAsync();

        Assert.Equal(ExitCode.Configuration, refused.ExitCode);
        Assert.Contains("does not fit its manifest in the catalogue, so it is not installed", refused.Message, StringComparison.Ordinal);
        Assert.Contains("input.width: is 32, but the graph's input", refused.Message, StringComparison.Ordinal);
        Assert.False(installed);
        Assert.Equal(0, mended.DownloadedBytes);
        Assert.Single(server.Requests);
        Assert.True(Directory.Exists(_work.Installed));
    }

    [Fact]
    public async Task Pull_FileIsNoModel_IsNotInstalled()
    {
        var noModel = new byte[Model.Length];
        await using var server = await ModelServer.StartAsync(ModelServer.Ranged(noModel));
        _work.WriteCatalogue(server.Url, Convert.ToHexStringLower(SHA256.HashData(noModel)));

        var refused = await _work.FailAsync();

        Assert.Equal(ExitCode.Configuration, refused.ExitCode);
        Assert.Contains("model.onnx", refused.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_work.Installed));
    }

    [Fact]
    public async Task Pull_FromFile_TouchesNoNetwork()
    {
        await using var server = await StartAsync();
        await File.WriteAllBytesAsync(_work["carried.onnx"], Model, Token);

        var pull = await _work.BvAsync("pull", "colors", "--catalogue", _work.Catalogue, "--from", _work["carried.onnx"]);

        Assert.True(pull.ExitCode == 0, pull.Errors);
        Assert.Empty(server.Requests);
        Assert.Equal(["colors/labels.txt", "colors/model.onnx", "colors/model.yaml"], _work.Files());
    }

    [Fact]
    public async Task Pull_FromMirror_AsksItInstead()
    {
        await using var server = await StartAsync();
        await using var mirror = await ModelServer.StartAsync(ModelServer.Ranged(Model));

        await _work.PullAsync(_work.Options() with { From = mirror.Url.AbsoluteUri });

        Assert.Empty(server.Requests);
        Assert.Single(mirror.Requests);
        Assert.Equal(server.Url.AbsoluteUri, ModelManifest.Read(Path.Combine(_work.Installed, "model.yaml")).Source);
    }

    [Theory]
    [InlineData("--from", "http://models.example/m.onnx", "is no https address")]
    [InlineData("--from", "no/such/file.onnx", "there is no file 'no/such/file.onnx'")]
    [InlineData("--sha256", "abc", "takes 64 hexadecimal digits")]
    public async Task Pull_BadOption_IsUsage(string option, string value, string message)
    {
        var pull = await _work.BvAsync("pull", "colors", option, value);

        Assert.Equal(2, pull.ExitCode);
        Assert.Contains(message, pull.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_WhileAnotherRuns_IsRefused()
    {
        await using var server = await StartAsync();
        Directory.CreateDirectory(Path.GetDirectoryName(_work.Part)!);
        using var other = await PartFile.OpenAsync(_work.Part, Token);

        var refused = await _work.FailAsync();

        Assert.Equal(ExitCode.Configuration, refused.ExitCode);
        Assert.Contains("no other pull of it is running", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Pull_Interrupted_KeepsWhatArrivedAndGoesOn()
    {
        var silent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ModelServer.StartAsync(ModelServer.Silent(Model, 6000, silent), ModelServer.Ranged(Model));
        _work.WriteCatalogue(server.Url);
        using var process = Bv.Start("models", "pull", "colors", "--catalogue", _work.Catalogue, "--models-dir", _work.Models);
        await silent.Task;
        await process.SendAsync("INT");

        var interrupted = await Bv.EndAsync(process);
        var installed = Directory.Exists(_work.Installed);
        await _work.PullAsync();

        Assert.Equal(130, interrupted.ExitCode);
        Assert.Contains("run the same command again to go on", interrupted.Errors, StringComparison.Ordinal);
        Assert.False(installed);
        Assert.True(Directory.Exists(_work.Installed));
    }

    [Fact]
    public async Task Repository_WhileAPullIsUnfinished_DoesNotListIt()
    {
        await using var server = await ModelServer.StartAsync(ModelServer.Cut(Model, 6000), ModelServer.Status(503));
        _work.WriteCatalogue(server.Url);

        await _work.FailAsync();

        Assert.True(File.Exists(_work.Part));
        Assert.Empty(new ModelRepository(_work.Models).List());
    }

    private async Task<ModelServer> StartAsync(string? sha256 = null, string license = "Apache-2.0")
    {
        var server = await ModelServer.StartAsync(ModelServer.Ranged(Model));
        _work.WriteCatalogue(server.Url, sha256, license);
        return server;
    }
}
