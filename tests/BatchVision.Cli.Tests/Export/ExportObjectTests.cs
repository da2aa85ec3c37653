using Amazon.S3.Model;
using BatchVision.Cli.Tests.Run;
using BatchVision.TestServers;

namespace BatchVision.Cli.Tests.Export;

/// <summary>Exports to a bucket: an object appears when it is whole, and an upload that was cut off is gone on with.</summary>
public sealed class ExportObjectTests : IDisposable
{
    private const string Key = "reports/labels 1.csv";

    private readonly Workspace _work = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("INT", 130)]
    public async Task Export_EndedInTheMiddle_GoesOnWithoutSendingPartsTwice(string signal, int exitCode)
    {
        var server = await SharedServers.S3Async(Token);
        await using var bucket = await server.CreateBucketAsync(Token);
        await using var database = await SharedServers.DatabaseAsync(Token);
        await using var gate = await RowGate.CloseAsync(database.ConnectionString);

        var first = await EndAtGateAsync(server, bucket, gate, database, signal, parts: 3);
        Assert.Equal(exitCode, first.ExitCode);
        if (signal == "INT")
            Assert.Contains("the same command goes on with it", first.Errors, StringComparison.Ordinal);
        var sent = await PartsAsync(server, bucket);
        Assert.Equal([1, 2, 3], sent.Select(part => part.PartNumber ?? 0));
        Assert.False(await ExistsAsync(server, bucket));

        // Again as far as the gate: the parts are those of the first time, untouched.
        await EndAtGateAsync(server, bucket, gate, database, signal, parts: 3);
        Assert.Equal(sent.Select(part => (part.ETag, part.LastModified)), (await PartsAsync(server, bucket)).Select(part => (part.ETag, part.LastModified)));

        await gate.OpenAsync();
        var whole = await ExportAsync(server, bucket, RowGate.Query(), database.ConnectionString);
        Assert.True(whole.ExitCode == 0, whole.Errors);
        Assert.Equal(3, whole.Json.GetProperty("kept_parts").GetInt32());
        Assert.Equal(3, whole.Json.GetProperty("sent_parts").GetInt32());
        Assert.Empty(await UploadsAsync(server, bucket));
        await SameAsFileAsync(server, bucket, RowGate.Query(), database.ConnectionString);
    }

    [Fact]
    public async Task Export_OtherRowsAfterAnUnfinishedUpload_SendsWhatDiffers()
    {
        var server = await SharedServers.S3Async(Token);
        await using var bucket = await server.CreateBucketAsync(Token);
        await using var database = await SharedServers.DatabaseAsync(Token);
        await using var gate = await RowGate.CloseAsync(database.ConnectionString);
        await EndAtGateAsync(server, bucket, gate, database, "KILL", parts: 3);
        await gate.OpenAsync();

        var whole = await ExportAsync(server, bucket, RowGate.Query("y"), database.ConnectionString);

        Assert.True(whole.ExitCode == 0, whole.Errors);
        Assert.Equal((2, 4), (whole.Json.GetProperty("kept_parts").GetInt32(), whole.Json.GetProperty("sent_parts").GetInt32()));
        await SameAsFileAsync(server, bucket, RowGate.Query("y"), database.ConnectionString);
    }

    [Fact]
    public async Task Export_Restart_SendsEverythingAnewAndLeavesNoOtherUpload()
    {
        var server = await SharedServers.S3Async(Token);
        await using var bucket = await server.CreateBucketAsync(Token);
        await using var database = await SharedServers.DatabaseAsync(Token);
        await using var gate = await RowGate.CloseAsync(database.ConnectionString);
        await EndAtGateAsync(server, bucket, gate, database, "KILL", parts: 3);
        await gate.OpenAsync();

        var whole = await ExportAsync(server, bucket, RowGate.Query(), database.ConnectionString, "--restart");

        Assert.True(whole.ExitCode == 0, whole.Errors);
        Assert.Equal((0, 6), (whole.Json.GetProperty("kept_parts").GetInt32(), whole.Json.GetProperty("sent_parts").GetInt32()));
        Assert.Empty(await UploadsAsync(server, bucket));
    }

    [Fact]
    public async Task Export_SmallOrExistingObject_IsPutOnceAndReplacedByForceAlone()
    {
        var server = await SharedServers.S3Async(Token);
        await using var bucket = await server.CreateBucketAsync(Token);
        await Sql.ExecuteAsync(_work.Database, "CREATE TABLE t (a)");

        var put = await ExportAsync(server, bucket, "SELECT 1 AS a", _work.Database);
        Assert.True(put.ExitCode == 0, put.Errors);
        Assert.Equal("a\r\n1\r\n", await ReadAsync(server, bucket));
        var refused = await ExportAsync(server, bucket, "SELECT 2 AS a", _work.Database);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--force", refused.Errors, StringComparison.Ordinal);
        Assert.Equal("a\r\n1\r\n", await ReadAsync(server, bucket));
        Assert.Equal(0, (await ExportAsync(server, bucket, "SELECT 2 AS a", _work.Database, "--force")).ExitCode);
        Assert.Equal("a\r\n2\r\n", await ReadAsync(server, bucket));
        // JSON lines of no rows are no bytes.
        Assert.Equal(0, (await ExportAsync(server, bucket, "SELECT 2 AS a WHERE false", _work.Database, "--force", "--format", "jsonl")).ExitCode);
        Assert.Equal("", await ReadAsync(server, bucket));
    }

    [Theory]
    [InlineData("s3://no-such-bucket-here/a.csv", 2, "no bucket")]
    [InlineData("s3://bucket-of-nobody//a.csv", 2, "is no address of an object")]
    public async Task Export_WhereNoObjectCanBe_OneLineSaysWhy(string output, int exitCode, string message)
    {
        var server = await SharedServers.S3Async(Token);
        await Sql.ExecuteAsync(_work.Database, "CREATE TABLE t (a)");
        var export = await Bv.RunAsync(EnvironmentOf(server), "export", "--query", "SELECT 1", "--db", _work.Database, "--output", output);
        Assert.Equal(exitCode, export.ExitCode);
        Assert.Contains(message, Assert.Single(export.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    private async Task<Bv> EndAtGateAsync(S3Server server, TestBucket bucket, RowGate gate, TestDatabase database, string signal, int parts)
    {
        using var process = Bv.Start(EnvironmentOf(server), Arguments(bucket, RowGate.Query(), database.ConnectionString));
        await gate.UntilReachedAsync();
        while ((await PartsAsync(server, bucket)).Count < parts && !process.HasExited)
            await Task.Delay(10, Token);
        await process.SendAsync(signal);
        var ended = await Bv.EndAsync(process);
        await gate.EndWaitingAsync();
        return ended;
    }

    private Task<Bv> ExportAsync(S3Server server, TestBucket bucket, string sql, string database, params string[] options) =>
        Bv.RunAsync(EnvironmentOf(server), [.. Arguments(bucket, sql, database), "--json", .. options]);

    private static string[] Arguments(TestBucket bucket, string sql, string database) =>
        ["export", "--query", sql, "--db", database, "--output", $"{bucket.Root}{Key}"];

    private async Task SameAsFileAsync(S3Server server, TestBucket bucket, string sql, string database)
    {
        var file = _work["same.csv"];
        Assert.Equal(0, (await Bv.RunAsync("export", "--query", sql, "--db", database, "--output", file)).ExitCode);
        Assert.Equal(await File.ReadAllTextAsync(file, Token), await ReadAsync(server, bucket));
    }

    private static async Task<string> ReadAsync(S3Server server, TestBucket bucket)
    {
        using var response = await server.Client.GetObjectAsync(bucket.Name, Key, Token);
        using var reader = new StreamReader(response.ResponseStream);
        return await reader.ReadToEndAsync(Token);
    }

    private static async Task<bool> ExistsAsync(S3Server server, TestBucket bucket)
    {
        var listed = await server.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket.Name }, Token);
        return listed.S3Objects?.Count > 0;
    }

    private static async Task<IReadOnlyList<MultipartUpload>> UploadsAsync(S3Server server, TestBucket bucket) =>
        (await server.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket.Name }, Token)).MultipartUploads ?? [];

    private static async Task<IReadOnlyList<PartDetail>> PartsAsync(S3Server server, TestBucket bucket)
    {
        var uploads = await UploadsAsync(server, bucket);
        if (uploads.Count == 0)
            return [];
        var parts = await server.Client.ListPartsAsync(
            new ListPartsRequest { BucketName = bucket.Name, Key = Key, UploadId = Assert.Single(uploads).UploadId }, Token);
        return parts.Parts ?? [];
    }

    private Dictionary<string, string> EnvironmentOf(S3Server server) => new()
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
}
