using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using BatchVision.TestServers.Hosting;

namespace BatchVision.TestServers;

/// <summary>Prometheus of the Debian package, for a test of its own.</summary>
public sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly string? Server = Programs.Find("prometheus", "/usr/bin");

    private readonly IAsyncDisposable _keeper;
    private readonly HttpClient _http;

    private PrometheusServer(IAsyncDisposable keeper, int port)
    {
        _keeper = keeper;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
    }

    /// <summary>Starts it on a configuration; paths in it are absolute.</summary>
    public static async Task<PrometheusServer> StartAsync(string configuration, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || Server is null)
            throw Availability.Missing("Prometheus", "prometheus");
        return await StartOnLinuxAsync(configuration, cancellationToken);
    }

    /// <summary>How many series, or points, an expression has now.</summary>
    public async Task<IReadOnlyList<(string Labels, string Value)>> QueryAsync(string expression, CancellationToken cancellationToken)
    {
        using var question = new FormUrlEncodedContent([new("query", expression)]);
        using var response = await _http.PostAsync(new Uri("api/v1/query", UriKind.Relative), question, cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonNode>(cancellationToken);
        if (answer!["status"]!.GetValue<string>() != "success")
            throw new InvalidOperationException($"{expression}: {answer["error"]}");
        var result = answer["data"]!["result"]!.AsArray();
        return answer["data"]!["resultType"]!.GetValue<string>() == "scalar"
            ? [("", result[1]!.GetValue<string>())]
            : [.. result.Select(series => (series!["metric"]!.ToJsonString(), series["value"]![1]!.GetValue<string>()))];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _keeper.DisposeAsync();
    }

    [SupportedOSPlatform("linux")]
    private static async Task<PrometheusServer> StartOnLinuxAsync(string configuration, CancellationToken cancellationToken)
    {
        var keeper = new Keeper("m");
        var port = FreePorts.Take();
        var file = Path.Combine(keeper.Folder, "prometheus.yml");
        await File.WriteAllTextAsync(file, configuration, cancellationToken);
        var process = await keeper.StartAsync(
            new ServerCommand(
                "prometheus", Server!, $"--config.file={file}", $"--storage.tsdb.path={Path.Combine(keeper.Folder, "data")}", $"--web.listen-address=127.0.0.1:{port}"),
            cancellationToken);
        var prometheus = new PrometheusServer(keeper, port);
        while (!await prometheus.IsReadyAsync(cancellationToken))
        {
            keeper.ThrowIfEnded(process, "prometheus");
            await Task.Delay(50, cancellationToken);
        }

        return prometheus;
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("-/ready", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
