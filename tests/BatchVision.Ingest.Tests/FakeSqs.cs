using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatchVision.Ingest.Tests;

/// <summary>
/// The part of the SQS JSON protocol that a reader of one queue uses, on a free port: no server that speaks it can be installed where the
/// tests run. A message that was received is not shown again; its visibility timeout outlasts the test.
/// </summary>
internal sealed class FakeSqs : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly Channel<string[]> _batches = Channel.CreateUnbounded<string[]>();
    private readonly Channel<string> _deleted = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, string> _handles = new();
    private int _refusals;

    private FakeSqs(WebApplication server) => _server = server;

    public string QueueUrl => $"{_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()}/123456789012/events";

    public static async Task<FakeSqs> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var sqs = new FakeSqs(builder.Build());
        sqs._server.MapPost("/{**path}", sqs.AnswerAsync);
        await sqs._server.StartAsync();
        return sqs;
    }

    /// <summary>The next receive gets these bodies.</summary>
    public void Put(params string[] bodies) => _batches.Writer.TryWrite(bodies);

    /// <summary>That many requests from now on are refused.</summary>
    public void Refuse(int requests) => _refusals = requests;

    /// <summary>The body of the next message that its reader is done with.</summary>
    public ValueTask<string> DeletedAsync(CancellationToken cancellationToken) => _deleted.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var request = await JsonDocument.ParseAsync(http.Request.Body, default, http.RequestAborted);
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            await WriteAsync(http, new { __type = "com.amazonaws.sqs#AccessDeniedException", message = "not allowed" });
            return;
        }

        switch (http.Request.Headers["X-Amz-Target"].ToString())
        {
            case "AmazonSQS.ReceiveMessage":
                await WriteAsync(http, new { Messages = (await _batches.Reader.ReadAsync(http.RequestAborted)).Select(Message) });
                break;
            case "AmazonSQS.DeleteMessage":
                _deleted.Writer.TryWrite(_handles[request.RootElement.GetProperty("ReceiptHandle").GetString()!]);
                await WriteAsync(http, new { });
                break;
            default:
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
                break;
        }
    }

    private object Message(string body)
    {
        var handle = Guid.NewGuid().ToString();
        _handles[handle] = body;
#pragma warning disable CA5351 // The protocol's checksum.
        var md5 = Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(body)));
#pragma warning restore CA5351
        return new { MessageId = Guid.NewGuid().ToString(), ReceiptHandle = handle, MD5OfBody = md5, Body = body };
    }

    private static Task WriteAsync(HttpContext http, object answer) =>
        http.Response.WriteAsJsonAsync(answer, new JsonSerializerOptions(), "application/x-amz-json-1.0", http.RequestAborted);
}
