using System.Net.Sockets;

namespace BatchVision.TestServers.Hosting;

/// <summary>Whether containers can be started: asked once, answered within a second.</summary>
internal static class ContainerEngine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly Lazy<Task<bool>> Answer = new(AskAsync);

    public static Task<bool> AnswersAsync() => Answer.Value;

    private static async Task<bool> AskAsync()
    {
        if (Environment.GetEnvironmentVariable("BATCHVISION_TEST_SERVERS") == "native")
            return false;

        foreach (var endpoint in Endpoints())
        {
            using var limit = new CancellationTokenSource(Patience);
            using var http = new HttpClient(Handler(endpoint)) { BaseAddress = new Uri("http://localhost") };
            try
            {
                // Docker and Podman both answer it, without authentication.
                using var response = await http.GetAsync("/_ping", limit.Token);
                if (response.IsSuccessStatusCode)
                    return true;
            }
            catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
            {
                // Not here: the next one.
            }
        }

        return false;
    }

    /// <summary>Where Testcontainers looks, too.</summary>
    private static IEnumerable<Uri> Endpoints()
    {
        if (Environment.GetEnvironmentVariable("DOCKER_HOST") is { Length: > 0 } host)
            return Uri.TryCreate(host, UriKind.Absolute, out var named) && named.Scheme is "unix" or "tcp" ? [named] : [];

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string?[] sockets =
        [
            "/var/run/docker.sock",
            Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime ? $"{runtime}/docker.sock" : null,
            $"{home}/.docker/run/docker.sock",
            $"{home}/.docker/desktop/docker.sock",
        ];
        return sockets.OfType<string>().Where(File.Exists).Select(socket => new Uri($"unix://{socket}"));
    }

    private static SocketsHttpHandler Handler(Uri endpoint) => new()
    {
        ConnectCallback = async (_, cancellationToken) =>
        {
            var unix = endpoint.Scheme == "unix";
            var socket = unix
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                if (unix)
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(endpoint.AbsolutePath), cancellationToken);
                else
                    await socket.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };
}
