using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace BatchVision.Cli;

/// <summary>Help in which a list of commands shows the first paragraph of each; the command's own help has the rest.</summary>
internal sealed class BriefHelp(HelpAction help) : SynchronousCommandLineAction
{
    public static void Use(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
            option.Action = new BriefHelp((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        // The process ends after its help, so nobody misses what is cut off here.
        foreach (var command in parseResult.CommandResult.Command.Subcommands)
            command.Description = command.Description?.ReplaceLineEndings("\n").Split("\n\n")[0];
        return help.Invoke(parseResult);
    }
}
