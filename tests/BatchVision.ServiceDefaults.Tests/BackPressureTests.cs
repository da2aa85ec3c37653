using System.Text.Json.Nodes;

namespace BatchVision.ServiceDefaults.Tests;

/// <summary>A full queue rejects; its senders wait.</summary>
public sealed class BackPressureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_ToAFullQueue_WaitsUntilThereIsRoom()
    {
        await using var broker = await Broker.PreparedAsync();
        await using var service = await Service.StartAsync(broker.Uri);
        var (accepted, waiting) = await FillAsync(broker, service, Token);
        Assert.Equal(accepted, await broker.CountAsync("recognize-live"));

        await broker.PurgeAsync("recognize-live");

        await waiting.WaitAsync(TimeSpan.FromMinutes(1), Token);
        Assert.Equal(1, await broker.CountAsync("recognize-live"));
        Assert.Equal(0, await broker.CountAsync("bv-dead"));
    }

    [Fact]
    public async Task Send_ToAFullQueue_EndsWithItsToken()
    {
        await using var broker = await Broker.PreparedAsync();
        await using var service = await Service.StartAsync(broker.Uri);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var (accepted, waiting) = await FillAsync(broker, service, source.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromMinutes(1), Token));
        Assert.Equal(accepted, await broker.CountAsync("recognize-live"));
    }

    /// <summary>Sends one by one until one has to wait. A queue may grow past its limit before it says no, so nobody can count on a number.</summary>
    private static async Task<(int Accepted, Task Waiting)> FillAsync(Broker broker, Service service, CancellationToken cancellationToken)
    {
        await broker.SetPolicyAsync("recognize-live", ("max-length-bytes", JsonValue.Create(20_000)));
        var endpoint = await service.Bus.GetSendEndpoint(LiveLane.Address);
        for (var accepted = 0; accepted < 500; accepted++)
        {
            var sending = endpoint.Send(LiveLane.Chunk(accepted, bytes: 5_000), cancellationToken);
            try
            {
                await sending.WaitAsync(TimeSpan.FromSeconds(2), Token);
            }
            catch (TimeoutException)
            {
                return (accepted, sending);
            }
        }

        throw new InvalidOperationException("The queue takes all.");
    }
}
