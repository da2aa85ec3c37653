using System.CommandLine;
using BatchVision.Cli;
using BatchVision.Cli.Db;
using BatchVision.Cli.Export;
using BatchVision.Cli.Jobs;
using BatchVision.Cli.Keys;
using BatchVision.Cli.Models;
using BatchVision.Cli.Moderation;
using BatchVision.Cli.Query;
using BatchVision.Cli.Run;
using BatchVision.Cli.Simulate;
using BatchVision.Cli.Tune;
using BatchVision.Objects;
using BatchVision.Recognition.Models;
using BatchVision.Recognition.Moderation;
using BatchVision.Storage;
using BatchVision.Storage.Queries;

var root = new RootCommand("""
    Image recognition for whole buckets: finds images, recognises them in batches and writes labels, boxes and scores to SQL.

    Exit codes: 0 all done, 1 failure, 2 usage, 3 finished but some images failed, 4 configuration,
    75 the server cannot be reached now, 130 interrupted.
    """)
{
    RunCommand.Create(),
    ModelsCommand.Create(),
    TuneCommand.Create(),
    PolicyCommand.Create(),
    BlocklistCommand.Create(),
    QueryCommand.Create(),
    ExportCommand.Create(),
    DbCommand.Create(),
    SubmitCommand.Create(),
    JobsCommand.List(),
    WatchCommand.Create(),
    ReconcileCommand.Create(),
    SchedulesCommand.Create(),
    KeysCommand.Create(),
    SimulateCommand.Create(),
};
foreach (var action in JobsCommand.Actions())
    root.Subcommands.Add(action);
BriefHelp.Use(root);

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0 && parsed.Action is not BriefHelp)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"bv: {error.Message}");
    Console.Error.WriteLine("bv: see --help for how to call it.");
    return ExitCode.Usage;
}

try
{
    // Signals are handled by the commands: a run has images to finish first.
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (CommandException exception)
{
    return Fail(exception.ExitCode, exception.Message);
}
catch (ModelException exception)
{
    return Fail(ExitCode.Configuration, exception.Message);
}
catch (PolicyException exception)
{
    return Fail(ExitCode.Configuration, exception.Message);
}
catch (SourceException exception)
{
    return Fail(ExitCode.Usage, exception.Message);
}
catch (StoreUnavailableException exception)
{
    return Fail(ExitCode.Failure, $"{exception.Message} Run the same command again to go on.");
}
catch (QueryException exception)
{
    return Fail(ExitCode.Usage, exception.Message);
}
catch (StorageException exception)
{
    return Fail(ExitCode.Configuration, exception.Message);
}

static int Fail(int exitCode, string message)
{
    Console.Error.WriteLine($"bv: {message}");
    return exitCode;
}
