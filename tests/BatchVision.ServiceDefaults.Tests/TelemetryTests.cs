using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using BatchVision.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace BatchVision.ServiceDefaults.Tests;

public sealed class TelemetryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Metrics_OfOurMeters_AreServedWithTheirUnits()
    {
        using var meter = new Meter("BatchVision.TelemetryTests");
        await using var app = await StartAsync();
        meter.CreateCounter<long>("batchvision.tests.images", "{image}").Add(3, new KeyValuePair<string, object?>("outcome", "Recognized"));
        meter.CreateHistogram<double>("batchvision.tests.duration", "s").Record(0.2);

        var page = await GetAsync(Address(app, 0), "/metrics");

        Assert.Contains("batchvision_tests_images_total{outcome=\"Recognized\"} 3\n", page.Body, StringComparison.Ordinal);
        Assert.Contains("batchvision_tests_duration_seconds_count{} 1\n", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_WithAPortOfTheirOwn_AreOnNoOther()
    {
        var port = FreePort();
        await using var app = await StartAsync(("Telemetry:MetricsPort", $"{port}"));

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(new Uri($"http://127.0.0.1:{port}"), "/metrics")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(Address(app, 0), "/metrics")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(Address(app, 0), "/health/live")).Status);
    }

    [Fact]
    public async Task Metrics_TurnedOff_AreNotThere()
    {
        await using var app = await StartAsync(("OTEL_SDK_DISABLED", "true"));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(Address(app, 0), "/metrics")).Status);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT is 'collector:4317'; give an address such as http://collector:4317.")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "nowhere", "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT is 'nowhere'; give an address such as http://collector:4317.")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "1 %", "OTEL_TRACES_SAMPLER_ARG is '1 %'; give the share of traces to keep, from 0 to 1.")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "2", "OTEL_TRACES_SAMPLER_ARG is '2'; give the share of traces to keep, from 0 to 1.")]
    public void Variable_ThatCannotBeRead_IsToldAtTheStart(string variable, string value, string message)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([new(variable, value)]);
        builder.AddServiceDefaults();
        using var app = (IDisposable)builder.Build();

        var e = Assert.Throws<OptionsValidationException>(() => ((WebApplication)app).MapServiceDefaults());

        Assert.Equal([message], e.Failures);
    }

    [Fact]
    public void Sampler_OfATrace_KeepsAllOfItOrNothing()
    {
        using var traces = new Traces(ratio: 0.5);
        for (var i = 0; i < 200; i++)
        {
            using var page = traces.Source.StartActivity("list page")!;
            using var chunk = traces.Source.StartActivity("send chunk")!;
            Assert.Equal(page.Recorded, chunk.Recorded);
        }

        Assert.InRange(traces.Kept.Count(span => span.DisplayName == "list page"), 60, 140);
    }

    [Fact]
    public void Sampler_OfABatch_KeepsItForOneChunkThatIsKept()
    {
        using var traces = new Traces(ratio: 0);
        using (traces.Batch(Chunk(ActivityTraceFlags.None), Chunk(ActivityTraceFlags.Recorded)))
        using (traces.Batch(Chunk(ActivityTraceFlags.None)))
        {
        }

        Assert.Equal(2, Assert.Single(traces.Kept).Links.Count());

        static ActivityLink Chunk(ActivityTraceFlags flags) => new(new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags));
    }

    [Fact]
    public void Sampler_OfAStatementOutsideOfATrace_MakesNoSpan()
    {
        using var traces = new Traces(ratio: 1);
        using (var statement = traces.Source.StartActivity("SELECT", ActivityKind.Client))
        {
            Assert.False(statement is { IsAllDataRequested: true });
        }

        Assert.Empty(traces.Kept);
    }

    [Fact]
    public void Error_InATraceThatIsNotKept_IsKeptWithWhatIsAroundIt()
    {
        using var traces = new Traces(ratio: 0);
        using (traces.Source.StartActivity("receive"))
        {
            traces.Source.StartActivity("before")!.Dispose();
            using var failing = traces.Source.StartActivity("write");
            failing!.SetStatus(ActivityStatusCode.Error, "no database");
        }

        Assert.Equal(["write", "receive"], traces.Kept.Select(span => span.DisplayName));
    }

    private static async Task<WebApplication> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        builder.Configuration["urls"] = $"http://127.0.0.1:{FreePort()}";
        builder.AddServiceDefaults();
        var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync(Token);
        return app;
    }

    private static Uri Address(WebApplication app, int index) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ElementAt(index));

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(Uri address, string page)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var answer = await http.GetAsync(page, Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A provider with our sampler and processor, and the spans that it would export.</summary>
    private sealed class Traces : IDisposable
    {
        private readonly TracerProvider _provider;

        public Traces(double ratio)
        {
            Source = new ActivitySource($"{nameof(TelemetryTests)}-{Guid.NewGuid()}");
            _provider = Sdk.CreateTracerProviderBuilder()
                .SetSampler(new TraceSampler(ratio))
                .AddSource(Source.Name)
                .AddProcessor(new ErrorProcessor())
                .AddInMemoryExporter(Kept)
                .Build();
        }

        public ActivitySource Source { get; }

        public List<Activity> Kept { get; } = [];

        public Activity? Batch(params ActivityLink[] chunks)
        {
            Activity.Current = null;
            return Source.StartActivity("infer", ActivityKind.Internal, default(ActivityContext), links: chunks);
        }

        public void Dispose()
        {
            _provider.Dispose();
            Source.Dispose();
        }
    }
}
