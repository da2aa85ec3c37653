using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BatchVision.Objects.Tests.S3;

/// <summary>
/// A server that gives the answers of a test, byte for byte, for what no real server does on request: lies, delays and errors. One answer
/// a connection.
/// </summary>
internal sealed class FakeS3 : IAsyncDisposable
{
    /// <summary>At the end of an answer: nothing more comes, and the connection stays open.</summary>
    public const string Stall = "\0";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, int, string> _answer;
    private readonly Task _serving;
    private int _requests;

    /// <param name="answer">From a request's first line and its number, from 1.</param>
    public FakeS3(Func<string, int, string> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Endpoint => new($"http://{_listener.LocalEndpoint}/");

    public int Requests => _requests;

    public static string Ok(string body, string headers = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nETag: \"e1\"\r\nConnection: close\r\n{headers}\r\n{body}";

    public static string Error(int status, string code, string message = "Because\nof this.") => $"HTTP/1.1 {status} Error\r\n" + Ok(
        $"<Error><Code>{code}</Code><Message>{message}</Message></Error>", "Content-Type: application/xml\r\n")[17..];

    public ObjectStores Open(TimeSpan? timeout = null, int retries = 0) => new(
        new S3Options { Endpoint = Endpoint, Retries = retries, RequestTimeout = timeout ?? TimeSpan.FromSeconds(20) },
        TimeProvider.System,
        new Amazon.Runtime.BasicAWSCredentials("key", "secret"));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
    }

    private async Task AnswerAsync(TcpClient connection)
    {
        using (connection)
        {
            try
            {
                using var reader = new StreamReader(connection.GetStream(), Encoding.Latin1, leaveOpen: true);
                var first = await reader.ReadLineAsync(_stop.Token) ?? "";
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
                {
                }

                var answer = _answer(first, Interlocked.Increment(ref _requests));
                await connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer.TrimEnd('\0')), _stop.Token);
                if (answer.EndsWith(Stall, StringComparison.Ordinal))
                {
                    await Task.Delay(Timeout.Infinite, _stop.Token);
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
            }
        }
    }
}
