using BatchVision.Storage;

namespace BatchVision.EndToEnd.Tests.Soak;

/// <summary>Back-fills, one after the other and capped so that the machine has room for more, and live uploads beside them all the time.</summary>
internal sealed class Load(Stack stack, EventApi events)
{
    public const int BackfillImages = 3000;

    private const int ImagesPerSecond = 80;
    private const string Live = "live/";
    private const string Backfill = "backfill/";

    private static readonly TimeSpan BetweenUploads = TimeSpan.FromMilliseconds(500);

    private int _uploads;

    /// <summary>The back-fills that were asked for.</summary>
    public List<Guid> Jobs { get; } = [];

    public int Uploads => _uploads;

    public static async Task<Load> PrepareAsync(Stack stack)
    {
        stack.Follow(Live);
        await TinyPictures.UploadAsync(stack.Bucket, Backfill, BackfillImages, Stack.Token);
        return new Load(stack, await EventApi.StartAsync(stack));
    }

    public async Task SubmitAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            var job = await UntilDoneAsync(() => stack.Jobs.SubmitAsync(
                new JobSubmission($"{stack.Bucket.Root}{Backfill}", []) { Mode = JobMode.All, ImagesPerSecond = ImagesPerSecond }, Stack.Token));
            Jobs.Add(job.JobId);
            while (!cancellationToken.IsCancellationRequested
                && (await UntilDoneAsync(() => stack.Jobs.FindAsync(job.JobId, Stack.Token)))!.Status is "planning" or "running")
            {
                await Task.Delay(TimeSpan.FromSeconds(1), Stack.Token);
            }
        }
    }

    public async Task UploadAsync(CancellationToken cancellationToken)
    {
        var picture = await File.ReadAllBytesAsync(Directory.GetFiles(Repository.Samples, "*.jpg")[0], Stack.Token);
        while (!cancellationToken.IsCancellationRequested)
        {
            var key = $"{Live}{_uploads:0000000}.jpg";
            var etag = await stack.Bucket.PutAsync(key, picture, Stack.Token);
            await UntilDoneAsync(async () =>
            {
                await events.PostAsync(stack.Bucket.Name, key, etag, $"{_uploads + 1:X}");
                return true;
            });
            _uploads++;
            await Task.Delay(BetweenUploads, Stack.Token);
        }
    }

    /// <summary>Tries again, as any client must: the database or the broker may be away.</summary>
    private static async Task<T> UntilDoneAsync<T>(Func<Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception e) when (e is not OperationCanceledException || !Stack.Token.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), Stack.Token);
            }
        }
    }
}
