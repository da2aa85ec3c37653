using System.Net;
using System.Net.Sockets;
using BatchVision.TestServers.Hosting;
using BatchVision.TestServers.Proxying;

namespace BatchVision.TestServers;

/// <summary>
/// Stands between clients and a server, on a loopback port of its own, and disturbs them on demand. What it starts or stops doing to
/// connections it does from their first byte, so a change drops those there are; only a delay applies to them as they go.
/// </summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly DnsEndPoint _target;
    private readonly HashSet<Task> _connections = [];
    private Socket? _listener;
    private CancellationTokenSource _drop = new();
    private HttpAnswer? _answer;
    private TimeSpan _delay;

    private TcpProxy(DnsEndPoint target)
    {
        _target = target;
        Restore();
    }

    /// <summary>Of 127.0.0.1, for the proxy's whole life.</summary>
    public int Port { get; } = FreePorts.Take();

    /// <summary>How many connections it took, whatever it did with them.</summary>
    public int Accepted { get; private set; }

    /// <summary>A proxy to the server at this URI, which must answer now.</summary>
    public static async Task<TcpProxy> StartAsync(Uri target, CancellationToken cancellationToken)
    {
        var address = new DnsEndPoint(target.Host, target.Port);
        using (var probe = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await probe.ConnectAsync(address, cancellationToken);
        }

        return new TcpProxy(address);
    }

    /// <summary>The same URI by way of this proxy.</summary>
    public Uri Through(Uri target) => new UriBuilder(target) { Host = "127.0.0.1", Port = Port }.Uri;

    /// <summary>Drops every connection and refuses new ones.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
        }

        DropConnections();
    }

    /// <summary>Passes everything through again, at once.</summary>
    public void Restore()
    {
        bool answered;
        lock (_gate)
        {
            answered = _answer is not null;
            _answer = null;
            _delay = TimeSpan.Zero;
            if (_listener is null)
            {
                _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
                _listener.Listen();
                Track(AcceptAsync(_listener));
            }
        }

        if (answered)
            DropConnections();
    }

    /// <summary>Holds each piece of up to 16 KiB back for so long, both ways; <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</summary>
    public void Delay(TimeSpan delay)
    {
        lock (_gate)
        {
            _delay = delay;
        }
    }

    /// <summary>
    /// Answers HTTP requests itself, by an S3 error of that status ("SlowDown" for 503), and forwards none; after so many it passes
    /// requests through again.
    /// </summary>
    public void AnswerHttp(int status, int times = int.MaxValue)
    {
        lock (_gate)
        {
            _answer = new HttpAnswer(status, times);
        }

        DropConnections();
    }

    /// <summary>Drops the connections there are, as a lost network does; new ones are welcome.</summary>
    public void DropConnections()
    {
        CancellationTokenSource dropped;
        lock (_gate)
        {
            dropped = _drop;
            _drop = new CancellationTokenSource();
        }

        dropped.Cancel();
        dropped.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        Task[] connections;
        lock (_gate)
        {
            connections = [.. _connections];
        }

        await Task.WhenAll(connections);
        _drop.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        for (; ; )
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }

            lock (_gate)
            {
                // Accepted just before a cut: it is part of what was cut.
                if (_listener != listener)
                {
                    client.Dispose();
                    return;
                }

                Accepted++;
                Track(ServeAsync(client, _answer is { } answer && answer.TryTake() ? answer : null, _drop.Token));
            }
        }
    }

    private async Task ServeAsync(Socket client, HttpAnswer? answer, CancellationToken dropped)
    {
        // Off the acceptor's lock.
        await Task.Yield();
        using (client)
        {
            try
            {
                if (answer is not null)
                    await answer.GiveAsync(client, dropped);
                else
                    await ForwardAsync(client, dropped);
            }
            catch (Exception ended) when (ended is SocketException or IOException or OperationCanceledException)
            {
                // Reset, not closed in order: nobody must take a cut for the end of a message.
                client.LingerState = new LingerOption(true, 0);
            }
        }
    }

    private async Task ForwardAsync(Socket client, CancellationToken dropped)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        client.NoDelay = server.NoDelay = true;
        await server.ConnectAsync(_target, dropped);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(dropped);
        Task[] ways = [CopyAsync(client, server, either), CopyAsync(server, client, either)];
        await Task.WhenAll(ways);
    }

    private async Task CopyAsync(Socket from, Socket to, CancellationTokenSource either)
    {
        try
        {
            var buffer = new byte[16 * 1024];
            while (await from.ReceiveAsync(buffer, either.Token) is > 0 and var count)
            {
                if (CurrentDelay() is var delay && delay != TimeSpan.Zero)
                    await Task.Delay(delay, either.Token);
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), either.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            // A connection that breaks one way is broken both ways.
            await either.CancelAsync();
            throw;
        }
    }

    private TimeSpan CurrentDelay()
    {
        lock (_gate)
        {
            return _delay;
        }
    }

    private void Track(Task connection)
    {
        lock (_gate)
        {
            _connections.RemoveWhere(task => task.IsCompleted);
            _connections.Add(connection);
        }
    }
}
