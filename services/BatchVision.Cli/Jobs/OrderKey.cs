using System.CommandLine;

namespace BatchVision.Cli.Jobs;

/// <summary>The option of commands that submit a job: what may run twice, such as a timetable's, names its order.</summary>
internal static class OrderKey
{
    public static Option<string?> Option() => new("--idempotency-key")
    {
        Description = "A name of your own for this order: given twice for the same request it is one job. Default: a new one each time.",
        HelpName = "key",
    };
}
