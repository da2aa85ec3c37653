using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace BatchVision.Cli.Tests.Jobs;

/// <summary>The verbs that ask the service, each as a user types it.</summary>
public sealed class JobVerbsTests(ApiProcess api) : IClassFixture<ApiProcess>
{
    [Fact]
    public async Task Submit_Source_PrintsItsIdAlone()
    {
        var submitted = await api.BvAsync("submit", "s3://photos/2026/", "--models", "colors@1, colors", "--lane", "live", "--mode", "all", "--limit", "5", "--rate", "2.5");

        Assert.True(submitted.ExitCode == 0, submitted.Errors);
        Assert.True(Guid.TryParse(submitted.Output.Trim(), out var id), submitted.Output);
        var job = await FindAsync(id);
        Assert.Equal(
            ("s3://photos/2026/", "live", "all", 5, 2.5, "tester"),
            (job.GetProperty("source").GetString(), job.GetProperty("lane").GetString(), job.GetProperty("mode").GetString(),
                job.GetProperty("image_limit").GetInt64(), job.GetProperty("images_per_second").GetDouble(), job.GetProperty("requested_by").GetString()));
    }

    [Fact]
    public async Task Submit_FolderOfThisMachine_BecomesItsUri()
    {
        var folder = Directory.CreateTempSubdirectory("bv cli ");
        try
        {
            var submitted = await api.BvAsync("submit", folder.FullName, "--json");

            Assert.True(submitted.ExitCode == 0, submitted.Errors);
            Assert.Equal(new Uri(folder.FullName + "/").AbsoluteUri, submitted.Json.GetProperty("source").GetString());
        }
        finally
        {
            folder.Delete();
        }
    }

    [Theory]
    [InlineData(2, "is no source; give s3://bucket/prefix", "submit", "no-such-folder")]
    [InlineData(2, "source: 'P' is no name of a bucket", "submit", "s3://P")]
    [InlineData(2, "--lane must be live or backfill, not 'quarantine'", "submit", "s3://photos", "--lane", "quarantine")]
    [InlineData(1, "there are: colors", "submit", "s3://photos", "--models", "colours")]
    [InlineData(2, "is no id of a job", "watch", "latest")]
    [InlineData(1, "There is no job", "watch", "01a20890-c25e-7f4b-90d2-8864ce7cd1ee")]
    [InlineData(1, "There is no job", "cancel", "01a20890-c25e-7f4b-90d2-8864ce7cd1ee")]
    [InlineData(2, "--limit must be 1 or more", "jobs", "--limit", "0")]
    [InlineData(1, "There is no schedule 'x'", "schedules", "remove", "x")]
    [InlineData(2, "cron: It has 4 fields", "schedules", "add", "x", "--cron", "0 3 * *", "--source", "s3://photos")]
    [InlineData(2, "--source", "schedules", "add", "x", "--cron", "0 3 * * *")]
    [InlineData(4, "is no address", "jobs", "--api", "localhost:8080")]
    [InlineData(4, "The key is not known", "jobs", "--api-key", "bv_key_wrong")]
    [InlineData(4, "holds characters that no key has", "jobs", "--api-key", "bv_key_a\nb")]
    [InlineData(75, "cannot reach http://127.0.0.1:1/", "jobs", "--api", "http://127.0.0.1:1")]
    [InlineData(75, "cannot reach http://no-such-host.invalid/", "jobs", "--api", "http://no-such-host.invalid")]
    public async Task Verb_Refused_OneLineSaysWhy(int exitCode, string message, params string[] arguments)
    {
        var run = await api.BvAsync(arguments);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
        Assert.Empty(run.Output);
        Assert.All(run.Errors.Trim().Split('\n'), line => Assert.StartsWith("bv: ", line, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verb_KeyWithoutTheScope_SaysWhichIsMissing()
    {
        var key = await api.KeyAsync("reader", ["jobs:read"]);

        var run = await Tests.Run.Bv.RunAsync(api.Environment(key), "submit", "s3://photos");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("Key 'reader' has not the scope jobs:write", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\nhello", 4, "answers 200, but not as the API does")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\nhello", 4, "answers 200, but not as the API does")]
    [InlineData("HTTP/1.1 301 Moved\r\nLocation: https://elsewhere/\r\nContent-Length: 0\r\n\r\n", 4, "points to https://elsewhere/")]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n", 4, "answers 404")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n", 75, "answers 502; try again later")]
    public async Task Verb_AnotherServer_SaysToCheckTheAddress(string answer, int exitCode, string message)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var run = api.BvAsync("jobs", "--api", $"http://{listener.LocalEndpoint}");
        using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var stream = connection.GetStream();
        await stream.ReadAtLeastAsync(new byte[4096], 1, cancellationToken: TestContext.Current.CancellationToken);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);

        Assert.Equal(exitCode, (await run).ExitCode);
        Assert.Contains(message, (await run).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_AnswerLost_IsAskedAgainWithTheSameKey()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var run = api.BvAsync("submit", "s3://photos", "--api", $"http://{listener.LocalEndpoint}");
        var keys = new List<string>();
        foreach (var answer in new[] { "", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n" })
        {
            using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            using var reader = new StreamReader(connection.GetStream(), leaveOpen: true);
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { Length: > 0 } line)
            {
                if (line.StartsWith("Idempotency-Key: ", StringComparison.Ordinal))
                    keys.Add(line);
            }

            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
        }

        listener.Stop();

        Assert.Equal(75, (await run).ExitCode);
        Assert.Equal(3, keys.Count);
        Assert.Single(keys.Distinct());
    }

    [Fact]
    public async Task Submit_TwiceWithTheSameKey_IsOneJob()
    {
        var first = await api.BvAsync("submit", "s3://photos/", "--idempotency-key", "backfill-29401530");
        var again = await api.BvAsync("submit", "s3://photos/", "--idempotency-key", "backfill-29401530");
        var other = await api.BvAsync("submit", "s3://photos/", "--idempotency-key", "backfill-29402970");

        Assert.Equal((0, 0, 0), (first.ExitCode, again.ExitCode, other.ExitCode));
        Assert.Equal(first.Output, again.Output);
        Assert.NotEqual(first.Output, other.Output);
    }

    [Fact]
    public async Task Jobs_Listed_NewestFirstAsTableAndJson()
    {
        var older = await api.SubmitAsync("s3://older/");
        var newer = await api.SubmitAsync("s3://newer/");

        var json = await api.BvAsync("jobs", "--limit", "2", "--json");
        var table = await api.BvAsync("jobs", "--limit", "2");

        Assert.Equal([newer, older], json.Json.EnumerateArray().Select(job => job.GetProperty("id").GetGuid()));
        Assert.Contains($"{newer}", table.Output, StringComparison.Ordinal);
        Assert.Contains("planning", table.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Job_PausedResumedCancelled_SaysEach()
    {
        var id = $"{await api.SubmitAsync()}";

        Assert.Equal($"job {id} is paused\n", (await api.BvAsync("pause", id)).Output);
        Assert.Equal($"job {id} is planning\n", (await api.BvAsync("resume", id)).Output);
        Assert.Equal("cancelled", (await api.BvAsync("cancel", id, "--json")).Json.GetProperty("status").GetString());
        var closed = await api.BvAsync("pause", id);
        Assert.Equal(1, closed.ExitCode);
        Assert.Contains("has ended: it is cancelled", closed.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_SomeImagesFailed_PrintsTheIdOfTheNewJob()
    {
        var id = await api.SubmitAsync();
        await api.FinishAsync(id, recognized: 1, failed: 2);

        var retry = await api.BvAsync("retry", $"{id}");

        Assert.True(retry.ExitCode == 0, retry.Errors);
        Assert.Equal($"failed-of:{id}", (await FindAsync(Guid.Parse(retry.Output.Trim()))).GetProperty("source").GetString());
    }

    [Fact]
    public async Task Schedules_FromAddToRemove_AreShownWithTheirFirings()
    {
        var added = await api.BvAsync(
            "schedules", "add", "nightly", "--cron", "0 3 * * *", "--time-zone", "Europe/Berlin", "--source", "s3://photos/", "--models", "colors", "--json");
        var list = await api.BvAsync("schedules", "list");
        var paused = await api.BvAsync("schedules", "pause", "nightly");
        var resumed = await api.BvAsync("schedules", "resume", "nightly");
        var removed = await api.BvAsync("schedules", "remove", "nightly");

        Assert.True(added.ExitCode == 0, added.Errors);
        Assert.Equal(3, added.Json.GetProperty("next_firings").GetArrayLength());
        Assert.Equal("colors", added.Json.GetProperty("models")[0].GetString());
        Assert.Contains("nightly", list.Output, StringComparison.Ordinal);
        Assert.Contains("03:00", list.Output, StringComparison.Ordinal);
        Assert.Equal("schedule nightly is paused\n", paused.Output);
        Assert.StartsWith("schedule nightly fires next at 20", resumed.Output, StringComparison.Ordinal);
        Assert.Equal("schedule nightly is removed\n", removed.Output);
        Assert.Equal(0, (await api.BvAsync("schedules", "list", "--json")).Json.GetArrayLength());
    }

    [Theory]
    [InlineData("submit")]
    [InlineData("jobs")]
    [InlineData("watch")]
    [InlineData("pause")]
    [InlineData("resume")]
    [InlineData("cancel")]
    [InlineData("retry")]
    [InlineData("reconcile")]
    [InlineData("schedules", "add")]
    [InlineData("keys", "create")]
    public async Task Help_Each_HasAnExample(params string[] verb)
    {
        var help = await api.BvAsync([.. verb, "--help"]);

        Assert.Equal(0, help.ExitCode);
        Assert.Contains($"Example: bv {string.Join(' ', verb)}", help.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_OfAll_IsALineOrTwoEach()
    {
        var help = await api.BvAsync("--help");

        Assert.Equal(0, help.ExitCode);
        Assert.Contains("reconcile <source>", help.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Example:", help.Output, StringComparison.Ordinal);
    }

    private async Task<JsonElement> FindAsync(Guid id) =>
        (await api.BvAsync("jobs", "--limit", "1000", "--json")).Json.EnumerateArray().Single(job => job.GetProperty("id").GetGuid() == id);
}
