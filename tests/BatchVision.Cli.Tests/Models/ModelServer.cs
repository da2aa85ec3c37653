using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace BatchVision.Cli.Tests.Models;

/// <summary>A web server on this machine that answers its first request by the first answer, and so on; the last answer is given for ever.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ModelRequest> _requests = new();
    private int _count;

    private ModelServer(WebApplication app) => _app = app;

    public Uri Url { get; private set; } = null!;

    public IReadOnlyList<ModelRequest> Requests => [.. _requests];

    public static async Task<ModelServer> StartAsync(params RequestDelegate[] answers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new ModelServer(builder.Build());
        server._app.Run(context =>
        {
            server._requests.Enqueue(new ModelRequest(context.Request.Path, context.Request.Headers.Range, context.Request.Headers.IfRange));
            return answers[Math.Min(Interlocked.Increment(ref server._count), answers.Length) - 1](context);
        });
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        var address = server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        server.Url = new Uri($"{address}/model.onnx");
        return server;
    }

    /// <summary>The file, whole or the range that is asked for, by ASP.NET's own rules of If-Range and 416.</summary>
    public static RequestDelegate Ranged(byte[] file, string etag = "\"v1\"") => context =>
        TypedResults.Bytes(file, enableRangeProcessing: true, entityTag: new EntityTagHeaderValue(etag)).ExecuteAsync(context);

    /// <summary>The whole file, whatever is asked for.</summary>
    public static RequestDelegate Whole(byte[] file) => async context =>
    {
        context.Response.ContentLength = file.Length;
        await context.Response.Body.WriteAsync(file, context.RequestAborted);
    };

    /// <summary>The first bytes of the file; then the connection ends.</summary>
    public static RequestDelegate Cut(byte[] file, int after, string? etag = "\"v1\"") => async context =>
    {
        Begin(context, file, etag);
        await context.Response.Body.WriteAsync(file.AsMemory(0, after), context.RequestAborted);
    };

    /// <summary>The first bytes of the file; then silence, until the client gives up.</summary>
    public static RequestDelegate Silent(byte[] file, int after, TaskCompletionSource silent) => async context =>
    {
        Begin(context, file, "\"v1\"");
        await context.Response.Body.WriteAsync(file.AsMemory(0, after), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        silent.TrySetResult();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    };

    /// <summary>Bytes without a length and without an end.</summary>
    public static RequestDelegate Endless() => async context =>
    {
        while (!context.RequestAborted.IsCancellationRequested)
            await context.Response.Body.WriteAsync(new byte[4096], context.RequestAborted);
    };

    public static RequestDelegate Status(int status, string? retryAfter = null) => context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    };

    public static RequestDelegate Redirect(string to) => context =>
    {
        context.Response.Redirect(to);
        return Task.CompletedTask;
    };

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static void Begin(HttpContext context, byte[] file, string? etag)
    {
        context.Response.ContentLength = file.Length;
        if (etag is not null)
            context.Response.Headers.ETag = etag;
    }
}
