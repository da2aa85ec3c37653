using System.Diagnostics;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BatchVision.Cli.Run;

/// <summary>
/// The live display on standard error: two lines redrawn on a terminal, a plain line every ten seconds elsewhere.
/// Rates are of the last five seconds, so that they show what the machine does now.
/// </summary>
internal sealed class RunProgress(StageMeter meter, Func<RunSnapshot> snapshot)
{
    private const int BarWidth = 30;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(10);

    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Queue<Sample> _samples = new();
    private readonly List<(double Seconds, long Images)> _history = [];

    /// <summary>Seconds since the start and images done, at most a few hundred points whatever the length of the run.</summary>
    public IReadOnlyList<(double Seconds, long Images)> History => _history;

    public async Task ShowAsync(bool quiet, CancellationToken stop)
    {
        var console = CliProgress.Console();
        if (quiet || Console.IsErrorRedirected)
        {
            await TickAsync(quiet ? null : line => Console.Error.WriteLine(line), redraw: null, stop);
            return;
        }

        await console.Live(new Text("Starting")).AutoClear(true).StartAsync(async live =>
        {
            await TickAsync(plain: null, () =>
            {
                live.UpdateTarget(Draw());
                live.Refresh();
            }, stop);
        });
    }

    private async Task TickAsync(Action<string>? plain, Action? redraw, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        var lastPlain = TimeSpan.Zero;
        try
        {
            do
            {
                Record();
                redraw?.Invoke();
                if (plain is not null && _clock.Elapsed - lastPlain >= PlainInterval)
                {
                    lastPlain = _clock.Elapsed;
                    plain(PlainLine());
                }
            }
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Record();
        }
    }

    private void Record()
    {
        var now = _clock.Elapsed.TotalSeconds;
        _samples.Enqueue(new Sample(now, meter.Images, meter.Stages().ToDictionary(stage => stage.Stage, stage => stage.Images)));
        while (_samples.Count > 1 && now - _samples.Peek().Seconds > Window.TotalSeconds)
            _samples.Dequeue();

        if (_history.Count == 0 || meter.Images != _history[^1].Images)
            _history.Add((now, meter.Images));
        if (_history.Count <= 400)
            return;

        // Every second point is enough for a chart; the run may last for days.
        for (var i = _history.Count - 2; i > 0; i -= 2)
            _history.RemoveAt(i);
    }

    private Rows Draw()
    {
        var state = snapshot();
        var total = Math.Max(0, state.Listed - state.Skipped);
        var share = state.ListingDone && total > 0 ? Math.Min(1, (double)state.Done / total) : 0;
        var filled = (int)(share * BarWidth);
        var bar = state.ListingDone
            ? $"[green]{new string('━', filled)}[/][grey]{new string('─', BarWidth - filled)}[/] {share.ToString("P0", CultureInfo.InvariantCulture)}"
            : "[grey]listing…[/]";
        var failed = state.Failed > 0 ? $" · [red]{state.Failed:N0} failed[/]" : "";
        var skipped = state.Skipped > 0 ? $" · {state.Skipped:N0} known, skipped" : "";
        return new Rows(new IRenderable[]
        {
            new Markup($"{bar} {state.Done:N0} / {total:N0} images · [bold]{Rate():N0} images/s[/] · {Eta(state, total)}{failed}{skipped}"),
            new Markup($"[grey]{StageRates().EscapeMarkup()}[/]"),
        });
    }

    private string PlainLine()
    {
        var state = snapshot();
        var total = Math.Max(0, state.Listed - state.Skipped);
        return string.Create(CultureInfo.InvariantCulture,
            $"{state.Done:N0} / {total:N0}{(state.ListingDone ? "" : "+")} images, {state.Failed:N0} failed, {state.Skipped:N0} skipped, {Rate():N0} images/s, {Eta(state, total)}, {StageRates()}");
    }

    private string Eta(RunSnapshot state, long total)
    {
        var rate = Rate();
        if (!state.ListingDone || rate <= 0)
            return "ETA –";
        var left = TimeSpan.FromSeconds(Math.Max(0, total - state.Done) / rate);
        return left.TotalHours >= 1 ? $"ETA {(int)left.TotalHours}:{left:mm\\:ss}" : $"ETA {left:m\\:ss}";
    }

    private double Rate() => RateOf(sample => sample.Images);

    private string StageRates() => string.Join(" · ", _samples.Last().Stages.Keys.Select(stage =>
        string.Create(CultureInfo.InvariantCulture, $"{stage} {RateOf(sample => sample.Stages.GetValueOrDefault(stage)):N0}/s")));

    private double RateOf(Func<Sample, long> count)
    {
        var first = _samples.Peek();
        var last = _samples.Last();
        return last.Seconds > first.Seconds ? (count(last) - count(first)) / (last.Seconds - first.Seconds) : 0;
    }

    private sealed record Sample(double Seconds, long Images, Dictionary<string, long> Stages);
}
