using System.Text;
using BatchVision.TestServers;

namespace BatchVision.Cli.Tests.Run;

/// <summary>The same command on a bucket, with credentials and address from the environment alone.</summary>
public sealed class RunS3Tests : IDisposable
{
    private const string Folder = "summer 2024/";

    private readonly Workspace _work = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Fact]
    public async Task Run_Prefix_RecognizesItsPicturesWithFullKeysAndShowsThem()
    {
        var server = await SharedServers.S3Async(Token);
        await using var bucket = await server.CreateBucketAsync(Token);
        var count = await bucket.UploadFolderAsync(Folder, Workspace.Samples, 4, Token) - 1;
        await bucket.PutAsync("other/forest.jpg", await PictureAsync(), Token);

        var run = await RunAsync(server, $"{bucket.Root}{Folder}", "--report", _work["report.html"], "--json");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal((count, 1), (run.Json.GetProperty("recognized").GetInt32(), run.Json.GetProperty("ignored").GetInt32()));
        Assert.Equal([$"{bucket.Root}|{Folder}forest-path.jpg"], Bv.Query(_work.Database, "SELECT s.uri, i.key FROM image i JOIN source s USING (source_id) WHERE i.key LIKE '%forest%'"));
        var page = await File.ReadAllTextAsync(_work["report.html"], Token);
        Assert.Equal(count, page.Split("data:image/jpeg;base64,").Length - 1);

        // The whole bucket: what the prefix brought is known, and the summary is about all.
        var second = await RunAsync(server, bucket.Root, "--json");
        Assert.Equal((1, count), (second.Json.GetProperty("recognized").GetInt32(), second.Json.GetProperty("skipped").GetInt32()));
        Assert.Equal(count + 1, second.Json.GetProperty("top_labels").EnumerateArray().Sum(label => label.GetProperty("images").GetInt32()));

        // And the prefix alone is about the prefix alone.
        var third = await RunAsync(server, $"{bucket.Root}other/", "--json");
        Assert.Equal(1, third.Json.GetProperty("top_labels").EnumerateArray().Sum(label => label.GetProperty("images").GetInt32()));
    }

    [Fact]
    public async Task Run_Manifest_RecognizesWhatItNamesAndAccountsForWhatIsGone()
    {
        var server = await SharedServers.S3Async(Token);
        await using var bucket = await server.CreateBucketAsync(Token);
        await bucket.PutAsync("a b+c.jpg", await PictureAsync(), Token);
        await bucket.PutAsync("unnamed.jpg", await PictureAsync(), Token);
        await bucket.PutAsync("list.csv", Encoding.UTF8.GetBytes($"bucket,key\n{bucket.Name},a b+c.jpg\n{bucket.Name},gone.jpg\n"), Token);

        var run = await RunAsync(server, $"manifest+{bucket.Root}list.csv", "--json");

        Assert.Equal(3, run.ExitCode);
        Assert.Equal(["a b+c.jpg|Recognized", "gone.jpg|NotFound"], Bv.Query(_work.Database, "SELECT i.key, r.status FROM recognition r JOIN image i USING (image_id) ORDER BY 1"));
        Assert.Equal("gone.jpg", run.Json.GetProperty("failures")[0].GetProperty("example_key").GetString());
    }

    [Theory]
    [InlineData("s3://no-such-bucket-here/", null, "no bucket", 2)]
    [InlineData("s3://", "AWS_ACCESS_KEY_ID=nobody", "AWS_ACCESS_KEY_ID", 2)]
    [InlineData("s3://", "AWS_ACCESS_KEY_ID=", "no AWS credentials", 2)]
    [InlineData("s3://", "AWS_ENDPOINT_URL=http://127.0.0.1:1", "cannot be reached", 1)]
    [InlineData("s3://", "AWS_ENDPOINT_URL=nowhere", "no http or https address", 2)]
    [InlineData("ftp://bucket", null, "is no source", 2)]
    public async Task Run_WhatCannotBeReached_OneLineSaysWhatToDo(string source, string? variable, string message, int exitCode)
    {
        var server = await SharedServers.S3Async(Token);
        await using var bucket = await server.CreateBucketAsync(Token);

        var run = await RunWithAsync(server, variable, source == "s3://" ? bucket.Root : source);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    private static Task<byte[]> PictureAsync() => File.ReadAllBytesAsync(Path.Combine(Workspace.Samples, "forest-path.jpg"), Token);

    private Task<Bv> RunAsync(S3Server server, string source, params string[] options) => RunWithAsync(server, null, source, options);

    private Task<Bv> RunWithAsync(S3Server server, string? variable, string source, params string[] options)
    {
        var environment = new Dictionary<string, string>
        {
            ["AWS_ENDPOINT_URL"] = server.Endpoint.ToString(),
            ["AWS_ACCESS_KEY_ID"] = server.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = server.SecretKey,
            ["AWS_REGION"] = "us-east-1",
            // Nothing of the machine that runs the tests.
            ["AWS_CONFIG_FILE"] = _work["none"],
            ["AWS_SHARED_CREDENTIALS_FILE"] = _work["none"],
            ["AWS_EC2_METADATA_DISABLED"] = "true",
        };
        if (variable?.Split('=', 2) is [var name, var value])
            environment[name] = value;
        return Bv.RunAsync(environment, ["run", source, "--models-dir", Workspace.Models, "--models", "colors", "--db", _work.Database, .. options]);
    }
}
