using System.Threading.Channels;
using BatchVision.Recognition;
using BatchVision.Recognition.Models;
using BatchVision.ServiceDefaults.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Worker.Tests;

/// <summary>Against an API server that knows one request, by the same way as in a cluster: an address of KUBECONFIG.</summary>
public sealed class PodDeletionCostTests : IAsyncLifetime
{
    private readonly Channel<(string Path, string? ContentType, string Body)> _requests = Channel.CreateUnbounded<(string, string?, string)>();
    private readonly FakeTimeProvider _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("bv-kube-").FullName;
    private readonly Recognizer _recognizer = new(
        new ModelRepository(Repository.Path("models")).LoadAll(["colors"], new SessionSettings()), new RecognizerOptions { ComputeThreads = 1 });

    private int _status = StatusCodes.Status200OK;
    private WebApplication _api = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        _api = builder.Build();
        _api.Urls.Add("http://127.0.0.1:0");
        _api.MapPatch("/{**path}", async (HttpContext context) =>
        {
            using var body = new StreamReader(context.Request.Body);
            await _requests.Writer.WriteAsync((context.Request.Path, context.Request.ContentType, await body.ReadToEndAsync()));
            return Results.Json(new { kind = "Pod", apiVersion = "v1", metadata = new { name = "worker-1" } }, statusCode: _status);
        });
        await _api.StartAsync(Token);
        var config = Path.Combine(_folder, "config");
        await File.WriteAllTextAsync(config, $$"""
            apiVersion: v1
            kind: Config
            clusters:
            - name: here
              cluster: {server: "{{_api.Urls.First()}}" }
            users:
            - name: worker
              user: {token: of-the-pod}
            contexts:
            - name: here
              context: {cluster: here, user: worker}
            current-context: here
            """, Token);
        Environment.SetEnvironmentVariable("KUBECONFIG", config);
    }

    public async ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable("KUBECONFIG", null);
        await _api.DisposeAsync();
        _recognizer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Cost_OfAPod_IsItsImagesInHand_AndToldWhenItChanges()
    {
        using var load = new WorkerLoad(_recognizer, _time);
        using var cost = Cost(load, ("POD_NAME", "worker-1"), ("POD_NAMESPACE", "batchvision"));
        var active = load.Begin();
        await cost.StartAsync(Token);
        Assert.Equal(
            ("/api/v1/namespaces/batchvision/pods/worker-1", "application/merge-patch+json; charset=utf-8",
                """{"metadata":{"annotations":{"controller.kubernetes.io/pod-deletion-cost":"1"}}}"""),
            await _requests.Reader.ReadAsync(Token));

        active.Dispose();
        Assert.Contains("""deletion-cost":"0""", (await AdvanceUntilToldAsync()).Body, StringComparison.Ordinal);
        // Nothing changes for a while: nothing is told, in any of the rounds that the service gets.
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            await Task.Delay(10, Token);
        }

        await cost.StopAsync(Token);
        Assert.False(_requests.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Cost_Refused_IsTriedAgain()
    {
        _status = StatusCodes.Status403Forbidden;
        using var load = new WorkerLoad(_recognizer, _time);
        using var cost = Cost(load, ("POD_NAME", "worker-1"), ("POD_NAMESPACE", "batchvision"));
        await cost.StartAsync(Token);
        await _requests.Reader.ReadAsync(Token);

        Assert.NotEqual(default, await AdvanceUntilToldAsync());
        await cost.StopAsync(Token);
    }

    [Fact]
    public async Task Cost_OutsideOfKubernetes_IsNobodysBusiness()
    {
        using var load = new WorkerLoad(_recognizer, _time);
        using var cost = Cost(load);
        await cost.StartAsync(Token);
        await cost.ExecuteTask!.WaitAsync(Token);
        Assert.False(_requests.Reader.TryRead(out _));
    }

    private PodDeletionCost Cost(WorkerLoad load, params (string Key, string Value)[] settings) => new(
        load,
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build(),
        _time, NullLogger<PodDeletionCost>.Instance);

    /// <summary>Whether the service already waits for the clock when it is moved is not known: it is moved until something comes.</summary>
    private async Task<(string Path, string? ContentType, string Body)> AdvanceUntilToldAsync()
    {
        while (true)
        {
            _time.Advance(TimeSpan.FromSeconds(15));
            var told = _requests.Reader.WaitToReadAsync(Token).AsTask();
            await Task.WhenAny(told, Task.Delay(50, Token));
            if (_requests.Reader.TryRead(out var request))
            {
                return request;
            }
        }
    }
}
