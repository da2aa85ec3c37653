using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchVision.ServiceDefaults.Tests;

/// <summary>What a stop does to messages that the service holds.</summary>
public sealed class StopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GracefulStops_MoreThanTheDeliveryLimit_DeadLetterNothing()
    {
        const int Messages = 10, Stops = 4;
        await using var broker = await Broker.PreparedAsync();
        await broker.SetPolicyAsync("recognize-live", ("delivery-limit", JsonValue.Create(2)));
        await using (var sender = await Service.StartAsync(broker.Uri))
        {
            var endpoint = await sender.Bus.GetSendEndpoint(LiveLane.Address);
            await Task.WhenAll(Enumerable.Range(0, Messages).Select(ordinal => endpoint.Send(LiveLane.Chunk(ordinal), Token)));
        }

        var done = new List<int>();
        for (var stop = 0; stop < Stops; stop++)
        {
            // Holds its first message until the stop has begun; one message later the next one would have come.
            var begun = new TaskCompletionSource();
            var release = new TaskCompletionSource();
            var work = new LiveLane.Work(_ =>
            {
                begun.TrySetResult();
                return release.Task;
            });
            await using var service = await Service.StartAsync(
                broker.Uri, bus => bus.AddConsumer<LiveLane, LiveLane.Definition>(), builder => builder.Services.AddSingleton(work));
            await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
            var stopping = service.StopAsync();
            await service.Stopping.WaitAsync(Token);
            release.SetResult();
            await stopping;
            done.AddRange(work.Done);
            Assert.Equal(0, await broker.CountAsync("bv-dead"));
        }

        var left = await broker.CountAsync("recognize-live");
        Assert.Equal(Messages, done.Distinct().Count() + left);
        Assert.Equal(done.Count, done.Distinct().Count());
    }

    [Fact]
    public async Task Stop_WorkThatDoesNotEnd_IsCancelledAndGoesBackToTheQueue()
    {
        await using var broker = await Broker.PreparedAsync();
        var begun = new TaskCompletionSource();
        var work = new LiveLane.Work(context =>
        {
            begun.TrySetResult();
            return Task.Delay(Timeout.Infinite, context.CancellationToken);
        });
        await using var service = await Service.StartAsync(broker.Uri, bus => bus.AddConsumer<LiveLane, LiveLane.Definition>(), builder =>
        {
            builder.Services.AddSingleton(work);
            // Nobody wants to wait for the real ones.
            builder.Services.PostConfigure<MassTransitHostOptions>(options =>
                (options.ConsumerStopTimeout, options.StopTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20)));
        });
        var endpoint = await service.Bus.GetSendEndpoint(LiveLane.Address);
        await endpoint.Send(LiveLane.Chunk(), Token);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        await service.StopAsync().WaitAsync(TimeSpan.FromSeconds(30), Token);

        await broker.WaitForAsync("recognize-live", 1);
        Assert.Empty(work.Done);
        Assert.DoesNotContain("recognize-live_error", await broker.QueueNamesAsync());
    }
}
