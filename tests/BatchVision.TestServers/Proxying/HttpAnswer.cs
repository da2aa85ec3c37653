using System.Net.Sockets;
using System.Text;

namespace BatchVision.TestServers.Proxying;

/// <summary>An S3 error that is given a number of times, once a connection.</summary>
internal sealed class HttpAnswer(int status, int times)
{
    private int _left = times;

    public bool TryTake() => Interlocked.Decrement(ref _left) >= 0;

    /// <summary>Answers one request as soon as its head is there, then takes the rest of it until the client closes.</summary>
    public async Task GiveAsync(Socket client, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var count = 0;
        while (buffer.AsSpan(0, count).IndexOf("\r\n\r\n"u8) < 0)
        {
            var read = await client.ReceiveAsync(buffer.AsMemory(count), cancellationToken);
            if (read == 0)
                return;
            count += read;
        }

        await client.SendAsync(Response(hasBody: !buffer.AsSpan().StartsWith("HEAD "u8)), cancellationToken);
        client.Shutdown(SocketShutdown.Send);
        // A client may write its whole body before it reads: closing on unread bytes would reset the connection, and the answer with it.
        while (await client.ReceiveAsync(buffer, cancellationToken) > 0)
        {
        }
    }

    private byte[] Response(bool hasBody)
    {
        var code = status switch { 503 => "SlowDown", 403 => "AccessDenied", 404 => "NoSuchKey", _ => "InternalError" };
        var body = $"""<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>Answered by a proxy.</Message></Error>""";
        var head = $"HTTP/1.1 {status} {code}\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
        return Encoding.ASCII.GetBytes(hasBody ? head + body : head);
    }
}
