namespace BatchVision.Api.Tests.Support;

/// <summary>One server for the tests of a class that leave nothing behind, and a client that may do everything.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    internal ApiServer Server { get; private set; } = null!;

    internal HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        // Its tests ask more than one person would.
        Server = await ApiServer.StartAsync(new() { ["Api:RequestsPerMinute"] = "100000" });
        Client = await Server.AdminAsync();
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
