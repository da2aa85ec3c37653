using System.CommandLine;
using BatchVision.Benchmarks;

var root = new RootCommand("""
    Measures, in one run on one machine, what the pipeline costs and how that compares with the limit. CPU time per image is the figure to trust
    on a machine that is not idle; medians of interleaved rounds.

    The limit is the sum of what cannot be avoided, each measured alone on every core: reading the file, libjpeg-turbo's scaled decode
    with the resize to the model's input, bytes to tensor, inference. Needs libjpeg-turbo.
    """)
{
    TelemetryCommand.Create(),
    FunctionsCommand.Create(),
    GrowthCommand.Create(),
    DistributedCommand.Create(),
    RowsCommand.Create(),
    PlanningCommand.Create(),
    AlternativesCommand.Create(),
};
BenchCommand.AddTo(root);
return await root.Parse(args).InvokeAsync();
