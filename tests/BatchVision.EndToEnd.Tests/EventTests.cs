namespace BatchVision.EndToEnd.Tests;

/// <summary>New objects are recognised as they come, whatever way their events take.</summary>
public sealed class EventTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Events_PostedToTheApi_BecomeRowsOfTheLiveJob()
    {
        await using var stack = await Stack.CreateAsync();
        stack.Follow("live/");
        await stack.StartServicesAsync();
        await using var api = await EventApi.StartAsync(stack);
        var picture = Directory.GetFiles(Repository.Samples, "*.jpg")[0];
        var key = "live/my summer+(2024) zażółć.jpg";
        var etag = await stack.Bucket.PutAsync(key, await File.ReadAllBytesAsync(picture, Token), Token);

        await api.PostAsync(stack.Bucket.Name, key, etag, "0A");
        await api.PostAsync(stack.Bucket.Name, key, etag, "0A");
        await stack.WaitForRowsAsync(1);

        var job = Assert.Single(await stack.Jobs.ListAsync(null, 10, Token));
        Assert.Equal(("live", true, 1L), (job.Lane.ToString().ToLowerInvariant(), job.Stream, job.Listed));
        Assert.Equal([$"{key}|Recognized"], await Rows.QueryAsync(
            stack.Database, "SELECT i.key, r.status FROM recognition r JOIN image i ON i.image_id = r.image_id"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Events_ThatAStoreWritesToTheBroker_BecomeRows()
    {
        await using var stack = await Stack.CreateAsync();
        stack.Follow("");
        await stack.StartServicesAsync();
        var etag = await stack.Bucket.PutAsync("a b+c.jpg", await File.ReadAllBytesAsync(Directory.GetFiles(Repository.Samples, "*.jpg")[0], Token), Token);

        await stack.Broker.PublishAsync("bucket-notifications", "anything", EventApi.Body(stack.Bucket.Name, "a b+c.jpg", etag, "0A"), Token);
        await stack.WaitForRowsAsync(1);

        await stack.AssertQuietAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Events_ThatAreNone_StayInTheErrorQueueAndHarmNoOther()
    {
        await using var stack = await Stack.CreateAsync();
        stack.Follow("");
        await stack.StartServicesAsync();
        var etag = await stack.Bucket.PutAsync("a.jpg", await File.ReadAllBytesAsync(Directory.GetFiles(Repository.Samples, "*.jpg")[0], Token), Token);

        foreach (var nonsense in new[] { "", "{", "[1,2]", "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\"}]}" })
            await stack.Broker.PublishAsync("bucket-notifications", "x", nonsense, Token);
        await stack.Broker.PublishAsync("bucket-notifications", "x", EventApi.Body(stack.Bucket.Name, "a.jpg", etag, "0A"), Token);
        await stack.WaitForRowsAsync(1);

        await stack.Broker.WaitForQueueAsync("bucket-events_error", queue => queue.Ready == 4, Token);
        Assert.All(stack.Services, service => Assert.False(service.HasExited));
    }
}
