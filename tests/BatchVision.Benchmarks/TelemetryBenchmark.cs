using BatchVision.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace BatchVision.Benchmarks;

/// <summary>
/// What telemetry costs: the pipeline with everything that a service exports, at the default sampling, and without, in pairs of rounds one after the other.
/// The receiver of the spans and the scraper of the metrics run in this process too, so their cost is in the figure.
/// </summary>
internal sealed class TelemetryBenchmark(PipelineBenchmark pipeline, int images)
{
    // As often as Prometheus asks by default.
    private static readonly TimeSpan ScrapeInterval = TimeSpan.FromSeconds(15);

    public async Task RunAsync(int rounds, CancellationToken cancellationToken)
    {
        var (with, without) = (new List<Measurement>(), new List<Measurement>());
        for (var round = -1; round < rounds; round++) // the first warms up
        {
            // Alternately first: a machine that gets slower would else speak for one of them.
            var pair = round % 2 == 0 ? new[] { true, false } : [false, true];
            foreach (var on in pair)
            {
                var measured = on ? await MeasureWithAsync(cancellationToken) : await MeasureAsync("without telemetry");
                if (round >= 0)
                    (on ? with : without).Add(measured);
            }

            Console.Error.WriteLine($"round {round + 1} of {rounds}");
        }

        var (a, b) = (Measurement.Median(with), Measurement.Median(without));
        var ratios = with.Zip(without, (on, off) => on.CpuMilliseconds / off.CpuMilliseconds).Order().ToList();
        Console.WriteLine($"with telemetry    {a.CpuMilliseconds:F3} CPU-ms an image, {a.AllocatedBytes:F0} bytes allocated");
        Console.WriteLine($"without telemetry {b.CpuMilliseconds:F3} CPU-ms an image, {b.AllocatedBytes:F0} bytes allocated");
        Console.WriteLine($"median of {rounds} pairs: {100 * (ratios[ratios.Count / 2] - 1):F1} % (from {100 * (ratios[0] - 1):F1} to {100 * (ratios[^1] - 1):F1} %)");
    }

    private async Task<Measurement> MeasureWithAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection([
            new("urls", "http://127.0.0.1:41317"), new("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://127.0.0.1:41317/v1/traces"),
            new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]);
        builder.AddServiceDefaults();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapServiceDefaults();
        app.MapPost("/v1/traces", () => TypedResults.Ok());
        await app.StartAsync(cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var scraping = ScrapeAsync(stop.Token);
        var measured = await MeasureAsync("with telemetry");
        await stop.CancelAsync();
        await scraping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return measured;
    }

    private Task<Measurement> MeasureAsync(string name) => Measurement.TakeAsync(name, images, () => pipeline.RunCommandAsync(images));

    private static async Task ScrapeAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var timer = new PeriodicTimer(ScrapeInterval);
        do
        {
            await http.GetStringAsync(new Uri("http://127.0.0.1:41317/metrics"), cancellationToken);
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }
}
