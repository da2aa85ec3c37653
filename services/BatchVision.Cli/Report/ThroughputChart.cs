using System.Globalization;

namespace BatchVision.Cli.Report;

/// <summary>A line: images per second over the time of the job.</summary>
internal static class ThroughputChart
{
    private const int MaxPoints = 60;
    private const int Height = 200;

    public static Html Render(IReadOnlyList<ReportSample> samples)
    {
        var rates = Rates(samples);
        if (rates.Count < 2)
            return Html.Empty;

        var seconds = samples[^1].Seconds - samples[0].Seconds;
        var average = (samples[^1].Images - samples[0].Images) / seconds;
        var top = Ceiling(rates.Max());
        var line = string.Join(' ', rates.Select((rate, i) => string.Create(
            CultureInfo.InvariantCulture, $"{1000.0 * i / (rates.Count - 1):0.#},{1000 * (1 - rate / top):0.#}")));
        return Html.Of($"""
            <figure class="wide"><figcaption>Throughput <span>images per second, {average:N1} on average</span></figcaption>
            <svg class="line" role="img" width="100%" height="{Height}" aria-label="Throughput over {seconds:0.#} seconds: average {average:0.#} images per second, at most {rates.Max():0.#}">
            {Enumerable.Range(0, 5).Select(step => Grid(step / 4.0, top))}
            <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" x="0" y="{Top}" width="100%" height="{Plot}">
            <polygon class="area" points="0,1000 {line} 1000,1000"/><polyline class="rate" points="{line}"/>
            </svg>
            <line class="average" x1="0" x2="100%" y1="{Y(average / top):0.#}" y2="{Y(average / top):0.#}"/>
            <text x="0" y="{Height - 4}">0 s</text><text class="n" x="100%" y="{Height - 4}">{seconds:N1} s</text>
            </svg></figure>

            """);
    }

    /// <summary>Images per second in equal steps of time; at most <see cref="MaxPoints"/>, never finer than the samples.</summary>
    internal static IReadOnlyList<double> Rates(IReadOnlyList<ReportSample> samples)
    {
        if (samples.Count < 2 || samples[^1].Seconds <= samples[0].Seconds)
            return [];

        var steps = Math.Min(MaxPoints, samples.Count - 1);
        var length = (samples[^1].Seconds - samples[0].Seconds) / steps;
        var rates = new double[steps];
        var next = 0;
        double before = samples[0].Images;
        for (var step = 0; step < steps; step++)
        {
            var after = Done(samples, samples[0].Seconds + (step + 1) * length, ref next);
            rates[step] = Math.Max(0, after - before) / length;
            before = after;
        }

        return rates;
    }

    private const int Top = 16;
    private const int Plot = Height - Top - 24;

    private static double Y(double share) => Top + Plot * (1 - share);

    private static Html Grid(double share, double top) => Html.Of(
        $"""<line class="grid" x1="0" x2="100%" y1="{Y(share):0.#}" y2="{Y(share):0.#}"/><text x="0" y="{Y(share) - 4:0.#}">{(share == 0 ? "" : (top * share).ToString("#,0.##", CultureInfo.InvariantCulture))}</text>""");

    // Images done at a moment, between two samples in proportion.
    private static double Done(IReadOnlyList<ReportSample> samples, double seconds, ref int next)
    {
        while (next < samples.Count - 1 && samples[next].Seconds < seconds)
            next++;
        var (from, to) = (samples[Math.Max(0, next - 1)], samples[next]);
        var span = to.Seconds - from.Seconds;
        return span <= 0 ? to.Images : from.Images + (to.Images - from.Images) * Math.Clamp((seconds - from.Seconds) / span, 0, 1);
    }

    // The next of 1, 2, 4, 10, 20, 40, … so that four grid lines carry round numbers.
    private static double Ceiling(double value)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(value, 0.1))));
        return new[] { 1.0, 2, 4, 6, 8, 10 }.First(factor => factor * power >= value * 0.999999) * power;
    }
}
