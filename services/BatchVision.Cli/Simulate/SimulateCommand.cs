using System.CommandLine;
using BatchVision.Cli.Report;
using BatchVision.Cli.Simulate.Engine;

namespace BatchVision.Cli.Simulate;

/// <summary><c>bv simulate</c>: how fast, how late, how many, before anything is bought.</summary>
internal static class SimulateCommand
{
    public static Command Create()
    {
        var (load, system, measured, sizing) = (new LoadOptions(), new SystemOptions(), new MeasuredOptions(), new SizingOptions());
        var price = SimulateOption.Number("--worker-price", "Price of a worker for an hour; the cost is in the same money.");
        var html = new Option<string?>("--html") { Description = "Also write one self-contained HTML page with a chart of the backlog.", HelpName = "file.html" };
        var json = CliJson.Option();
        var command = new Command("simulate", """
            Foretell a system under a load: speed, latency of live images, backlog, use, cost, and what is the limit.

            Every chunk goes through what the services do: send windows, lanes, prefetch, batches, redelivery, autoscaling.
            Times come from a measurement, which is built in for one model and machine; give yours with --measured, --cpu-ms or --gpu-images.

            Example: bv simulate --backfill 10000000 --workers 1,2,4,8 --worker-price 0.20
                     bv simulate --backfill 1e6 --live 20 --workers 8 --live-workers 2 --fault database:10m:2m
                     bv simulate --live 50 --peak 4 --autoscale 1..20 --scale-backlog 1m --html day.html
                     bv simulate --per-day 1e6,1e7,1e8 --hours 8
            """)
        { price, html, json };
        load.AddTo(command);
        system.AddTo(command);
        measured.AddTo(command);
        sizing.AddTo(command);

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var settings = system.Read(parsed, measured.Read(parsed));
            if (sizing.Read(parsed) is { } plan)
            {
                var rows = plan.Of(load.ReadEvents(parsed, settings));
                if (parsed.GetValue(json))
                    CliJson.Print(new { plan.Inputs, rows });
                else
                    Console.Out.Write(SizingText.Of(rows));
                return ExitCode.Done;
            }

            settings = load.Read(parsed, settings);
            ReportFile.CheckWritable(parsed.GetValue(html));
            var runs = system.Workers(parsed).Select(workers =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                var result = Simulation.Run(settings with { Workers = workers });
                return new SimulatedRun(workers, result, parsed.GetValue(price) * result.WorkerHours);
            }).ToList();
            if (parsed.GetValue(html) is { } page)
                await SimulationPage.WriteAsync(page, settings, runs, cancellationToken);
            if (parsed.GetValue(json))
                CliJson.Print(new { settings.Measured, runs });
            else
                SimulationText.Print(settings, runs);
            return ExitCode.Done;
        });
        return command;
    }
}
