using System.Collections.Concurrent;
using System.Globalization;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BatchVision.EndToEnd.Tests;

/// <summary>
/// What a collector is to the services: takes spans by OTLP over HTTP, in protobuf, and keeps them. Reads the few fields it needs by the numbers
/// that the protocol gives them (opentelemetry/proto/trace/v1/trace.proto).
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<OtlpSpan> Spans { get; } = [];

    /// <summary>What a service needs to send here, all traces, without delay.</summary>
    public IEnumerable<(string Key, string Value)> Settings =>
    [
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", $"{_app.Urls.First()}/v1/traces"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_TRACES_SAMPLER_ARG", "1"),
        ("OTEL_BSP_SCHEDULE_DELAY", "100"),
    ];

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var receiver = new OtlpReceiver(app);
        app.MapPost("/v1/traces", receiver.TakeAsync);
        await app.StartAsync(cancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        foreach (var resource in Messages(body.ToArray(), 1))
        {
            var service = Messages(resource, 1).SelectMany(found => Attributes(found, 1)).ToDictionary()["service.name"];
            foreach (var span in Messages(resource, 2).SelectMany(scope => Messages(scope, 2)))
            {
                Spans.Enqueue(Span(service, span));
            }
        }

        context.Response.ContentType = "application/x-protobuf";
    }

    private static OtlpSpan Span(string service, byte[] span) => new()
    {
        Service = service,
        TraceId = Hex(span, 1),
        SpanId = Hex(span, 2),
        ParentId = Hex(span, 4),
        Name = Text(span, 5),
        End = BitConverter.ToUInt64(Field(span, 8)),
        Tags = Attributes(span, 9).ToDictionary(),
        Links = [.. Messages(span, 13).Select(link => (Hex(link, 1), Hex(link, 2)))],
    };

    private static IEnumerable<KeyValuePair<string, string>> Attributes(byte[] message, int field) => Messages(message, field)
        .Select(pair => KeyValuePair.Create(Text(pair, 1), Value(Messages(pair, 2)[0])));

    // AnyValue: a string (1) or an integer (3) here.
    private static string Value(byte[] value) => Text(value, 1) is { Length: > 0 } text ? text : Number(value, 3);

    private static string Number(byte[] message, int field) => Field(message, field) is { Length: 8 } bytes
        ? BitConverter.ToInt64(bytes).ToString(CultureInfo.InvariantCulture)
        : "";

    private static string Text(byte[] message, int field) => System.Text.Encoding.UTF8.GetString(Field(message, field));

    private static string Hex(byte[] message, int field) => Convert.ToHexStringLower(Field(message, field));

    private static byte[] Field(byte[] message, int field) => Messages(message, field).FirstOrDefault() ?? [];

    /// <summary>Every value of a field; numbers as eight bytes.</summary>
    private static List<byte[]> Messages(byte[] message, int field)
    {
        var found = new List<byte[]>();
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            byte[]? value = null;
            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.LengthDelimited:
                    value = input.ReadBytes().ToByteArray();
                    break;
                case WireFormat.WireType.Varint:
                    value = BitConverter.GetBytes(input.ReadUInt64());
                    break;
                case WireFormat.WireType.Fixed64:
                    value = BitConverter.GetBytes(input.ReadFixed64());
                    break;
                default:
                    input.SkipLastField();
                    break;
            }

            if (value is not null && WireFormat.GetTagFieldNumber(tag) == field)
            {
                found.Add(value);
            }
        }

        return found;
    }
}
