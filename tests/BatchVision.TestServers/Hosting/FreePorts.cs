using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace BatchVision.TestServers.Hosting;

/// <summary>
/// Ports below the range that the kernel gives to outgoing connections: one of those could take a server's port while it is down.
/// </summary>
internal static class FreePorts
{
    private const int First = 10_000;
    private static readonly HashSet<int> Given = [];
    private static readonly int End = FirstOutgoing();

    public static int Take()
    {
        lock (Given)
        {
            for (; ; )
            {
                var port = Random.Shared.Next(First, End);
                if (IsFree(port) && Given.Add(port))
                    return port;
            }
        }
    }

    public static async Task<bool> AnswersAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FirstOutgoing()
    {
        const string Range = "/proc/sys/net/ipv4/ip_local_port_range";
        var first = File.Exists(Range) ? int.Parse(File.ReadAllText(Range).Split()[0], CultureInfo.InvariantCulture) : 32_768;
        return first > First + 1000 ? first : 32_768;
    }
}
