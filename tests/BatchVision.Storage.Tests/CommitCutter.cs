using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace BatchVision.Storage.Tests;

/// <summary>
/// Stands before a server and cuts the first connection that commits: before the server hears of it, or when it has committed and its
/// answer is on the way. After that it only passes on.
/// </summary>
internal sealed class CommitCutter : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly bool _heard;
    private readonly Task _accepting;

    /// <param name="server">Connection string of the server.</param>
    /// <param name="heard">Whether the server hears of the commit.</param>
    public CommitCutter(string server, bool heard)
    {
        _server = new NpgsqlConnectionStringBuilder(server);
        _heard = heard;
        _listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.ConnectionString;
        _accepting = AcceptAsync();
    }

    public string ConnectionString { get; }

    public bool HasCut { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_end.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var _ = client;
        try
        {
            await server.ConnectAsync(_server.Host!, _server.Port, _end.Token);
            await await Task.WhenAny(
                CopyAsync(client, server, isRequest: true),
                CopyAsync(server, client, isRequest: false));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Reset: nobody must take it for the end of a message.
            client.LingerState = new LingerOption(true, 0);
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool isRequest)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var count)
        {
            // With the end of its text: "READ COMMITTED" has it too.
            if (!HasCut && isRequest != _heard && buffer.AsSpan(0, count).IndexOf("COMMIT\0"u8) >= 0)
            {
                HasCut = true;
                throw new SocketException((int)SocketError.ConnectionReset);
            }

            await to.SendAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }
}
