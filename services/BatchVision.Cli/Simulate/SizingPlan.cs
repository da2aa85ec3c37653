using BatchVision.Cli.Simulate.Engine;

namespace BatchVision.Cli.Simulate;

/// <summary>How many workers, and how much database, for so many live images a day; what they then do is simulated.</summary>
internal sealed record SizingPlan(
    IReadOnlyList<double> PerDay, double Hours, double Busy, double Models, double ImageBytes, double RecognitionBytes, double PredictionBytes)
{
    // Measured on PostgreSQL 15: k8s/README.md, Planning capacity.
    internal const double DefaultImageBytes = 470;
    internal const double DefaultRecognitionBytes = 125;
    internal const double DefaultPredictionBytes = 150;

    // Long enough for a 95th percentile, and for a queue that grows to show it.
    private const double SimulatedSeconds = 300;
    private const double LeastImages = 1000;

    // What the end-to-end tests hold the live lane to.
    private const double Late = 5;

    public object Inputs => new { Hours, Busy, Models, ImageBytes, RecognitionBytes, PredictionBytes };

    public IReadOnlyList<SizingRow> Of(SimulationSettings settings) => [.. PerDay.Select(perDay => Of(perDay, settings))];

    private SizingRow Of(double perDay, SimulationSettings settings)
    {
        var measured = settings.Measured;
        var rate = perDay / Hours / 3600;
        var decoding = settings.Gpu is null ? measured.WorkerCpuMs : measured.DecodeCpuMs;
        var cores = rate * decoding / 1000 / Busy;
        var gpus = settings.Gpu is { } gpu ? (int)Math.Ceiling(rate / gpu.Images / Busy) : (int?)null;
        var workers = Math.Max((int)Math.Ceiling(cores / settings.Cores), gpus ?? 1);
        var writers = (int)Math.Ceiling(rate * settings.Predictions / measured.WriterRows / Busy);
        var live = settings with
        {
            Workers = workers,
            Writers = writers,
            Autoscale = null,
            Live = settings.Live! with { Rates = [rate] },
            Duration = Math.Max(SimulatedSeconds, LeastImages / rate),
        };
        var result = Simulation.Run(live);
        // Chunks of single images do not fill the cores of a worker, which holds three of them: more workers, as long as they help.
        while (result.Live!.P95 > Late && Simulation.Run(live with { Workers = live.Workers + Math.Max(1, live.Workers / 4) }) is var next
            && next.Live!.P95 < 0.9 * result.Live.P95)
        {
            live = live with { Workers = live.Workers + Math.Max(1, live.Workers / 4) };
            result = next;
        }

        return new SizingRow(
            perDay, rate, cores, live.Workers, gpus is null ? null : live.Workers,
            rate * (measured.IngestCpuMs + measured.ResultsCpuMs) / 1000 / Busy,
            writers,
            // Its image and its verdict besides.
            rate * (2 + Models + settings.Predictions),
            perDay * (ImageBytes + (Models * RecognitionBytes) + (settings.Predictions * PredictionBytes)) / 1e9,
            // The event, its chunk and the answer.
            3 * rate / live.Live.ImagesPerEvent,
            result.Live.Median,
            result.Live.P95);
    }
}
