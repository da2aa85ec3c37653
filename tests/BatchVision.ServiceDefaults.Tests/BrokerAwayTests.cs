using System.Net;
using BatchVision.TestServers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace BatchVision.ServiceDefaults.Tests;

/// <summary>A broker that is not there, yet or for a while. These tests end the broker, so they have one of their own.</summary>
public sealed class BrokerAwayTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_BrokerAwayAtTheStart_WaitsForIt()
    {
        await using var server = await RabbitMqServer.StartAsync(Token);
        await using var broker = await Broker.PreparedAsync(server);
        await server.KillAsync(Token);

        await using var service = await Service.StartAsync(broker.Uri, ready: false);

        Assert.Equal(HttpStatusCode.OK, (await service.Http.GetAsync("/health/live", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await service.Http.GetAsync("/health/startup", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.Http.GetAsync("/health/ready", Token)).StatusCode);

        await server.StartAgainAsync(Token);

        await service.ReadyAsync();
    }

    [Fact]
    public async Task Bus_BrokerKilledAndStartedAgain_GoesOn()
    {
        await using var server = await RabbitMqServer.StartAsync(Token);
        await using var broker = await Broker.PreparedAsync(server);
        var work = new LiveLane.Work();
        await using var service = await Service.StartAsync(
            broker.Uri, bus => bus.AddConsumer<LiveLane, LiveLane.Definition>(), builder => builder.Services.AddSingleton(work));
        var endpoint = await service.Bus.GetSendEndpoint(LiveLane.Address);
        await endpoint.Send(LiveLane.Chunk(1), Token);
        await Eventually.TrueAsync(() => Task.FromResult(work.Done.Contains(1)), "the message before is consumed");

        await server.KillAsync(Token);
        await Eventually.TrueAsync(
            async () => (await service.Http.GetAsync("/health/ready", Token)).StatusCode == HttpStatusCode.ServiceUnavailable, "readiness notices");
        Assert.Equal(HttpStatusCode.OK, (await service.Http.GetAsync("/health/live", Token)).StatusCode);
        // Sent while nobody answers: waits for the connection instead of failing.
        var sending = endpoint.Send(LiveLane.Chunk(2), Token);
        await server.StartAgainAsync(Token);

        await service.ReadyAsync();
        await sending.WaitAsync(TimeSpan.FromMinutes(1), Token);
        await Eventually.TrueAsync(() => Task.FromResult(work.Done.Contains(2)), "the message after is consumed");
    }

    [Fact]
    public async Task Host_PasswordRefused_Ends()
    {
        await using var broker = await Broker.PreparedAsync();
        var uri = new UriBuilder(broker.Uri) { Password = "wrong" }.Uri.AbsoluteUri;

        await using var app = Service.Build(new Dictionary<string, string?> { ["RabbitMq:Uri"] = uri });
        try
        {
            Assert.Equal(1, await app.RunServiceAsync(() => app.MapServiceDefaults()).WaitAsync(TimeSpan.FromSeconds(30), Token));
        }
        finally
        {
            // The test runner's too, while it hosts the service.
            Environment.ExitCode = 0;
        }
    }
}
