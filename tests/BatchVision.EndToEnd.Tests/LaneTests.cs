using System.Diagnostics;

namespace BatchVision.EndToEnd.Tests;

/// <summary>Live work is never behind back-fill work.</summary>
public sealed class LaneTests
{
    private const int Backfill = 20_000;
    private const int Uploads = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 400_000)]
    public async Task LiveUploads_DuringABackfill_AreRowsWithinFiveSeconds()
    {
        await using var stack = await Stack.CreateAsync();
        stack.Follow("live/");
        await TinyPictures.UploadAsync(stack.Bucket, "backfill/", Backfill, Token);
        await stack.StartServicesAsync();
        await using var api = await EventApi.StartAsync(stack);
        var backfill = await stack.SubmitAsync("backfill/");
        await stack.WaitForAnswersAsync(backfill.JobId, 500);
        var picture = await File.ReadAllBytesAsync(Directory.GetFiles(Repository.Samples, "*.jpg")[0], Token);

        var latencies = new List<TimeSpan>();
        for (var i = 0; i < Uploads; i++)
        {
            var key = $"live/{i:000}.jpg";
            var started = Stopwatch.GetTimestamp();
            await api.PostAsync(stack.Bucket.Name, key, await stack.Bucket.PutAsync(key, picture, Token), $"{i + 1:X}");
            await Stack.UntilAsync(async () => (await Rows.QueryAsync(
                stack.Database, $"SELECT 1 FROM recognition r JOIN image i ON i.image_id = r.image_id WHERE i.key = '{key}'")).Count > 0);
            latencies.Add(Stopwatch.GetElapsedTime(started));
        }

        latencies.Sort();
        var (median, p95) = (latencies[Uploads / 2], latencies[Uploads * 95 / 100]);
        var during = (await stack.Jobs.FindAsync(backfill.JobId, Token))!;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Upload to row: median {median.TotalSeconds:F2} s, 95th percentile {p95.TotalSeconds:F2} s, {during.Pending} images of the back-fill to come.");
        // Most of the back-fill, which takes minutes, was still to come when the last upload was a row.
        Assert.True(during.Pending > 0, "The back-fill ended before the uploads did.");
        Assert.InRange(p95, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await stack.Jobs.CancelAsync(backfill.JobId, Token);
    }
}
