using System.CommandLine;
using BatchVision.Cli.Db;
using BatchVision.Recognition.Moderation;
using BatchVision.Storage;

namespace BatchVision.Cli.Moderation;

/// <summary><c>bv policy check | apply | show</c>.</summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "Check, apply and show the policy that turns scores into verdicts.") { Check(), Apply(), Show() };

    private static Command Check()
    {
        var file = FileArgument($"Policy file, or '{PolicyChoice.Default}' for the built-in one.");
        var json = CliJson.Option();
        var command = new Command("check", "Read a policy and list everything that is wrong with it; touches no database. Exit code 4 when something is.") { file, json };
        command.SetAction(parsed =>
        {
            var name = parsed.GetRequiredValue(file);
            try
            {
                var policy = PolicyChoice.ReadPolicy(name);
                var labels = policy.Rules.Sum(rule => rule.Labels.Count);
                var categories = policy.Rules.DistinctBy(rule => rule.Category).Count();
                if (parsed.GetValue(json))
                    CliJson.Print(new { File = name, Valid = true, policy.Name, policy.Version, policy.Sha256, Labels = labels, Errors = Array.Empty<string>() });
                else
                    Console.Out.WriteLine($"{policy.Name}@{policy.Version} is valid: {labels} labels for {categories} categories, thresholds for {policy.Thresholds.Count}");
                return ExitCode.Done;
            }
            catch (PolicyException exception) when (parsed.GetValue(json))
            {
                CliJson.Print(new { File = name, Valid = false, exception.Errors });
                return ExitCode.Configuration;
            }
        });
        return command;
    }

    private static Command Apply()
    {
        var file = FileArgument($"Policy file, '{PolicyChoice.Default}' for the built-in one, or '{PolicyChoice.None}' to stop deciding.");
        var name = DatabaseOption.Create();
        var json = CliJson.Option();
        var command = new Command("apply", """
            Make a policy the active one and decide all known images again, from their stored scores: no image is read, no model runs.

            New results are decided by it from then on, whoever writes them. A changed file owes a new version, since verdicts name theirs.
            Interrupted, the same command starts over; it may run beside everything else.
            """)
        { file, name, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var choice = parsed.GetRequiredValue(file);
            var policy = choice == PolicyChoice.None ? null : PolicyChoice.ReadPolicy(choice);
            await using var database = Database.Open(DatabaseOption.Resolve(parsed.GetValue(name)));
            await database.CheckAsync(cancellationToken);
            await using var policies = new Policies(database);
            if (policy is null)
            {
                var was = await policies.DeactivateAsync(cancellationToken);
                if (parsed.GetValue(json))
                    CliJson.Print(new { Policy = (string?)null });
                else
                    Console.Out.WriteLine(was ? "no policy is active now; results get no verdicts" : "no policy was active");
                return ExitCode.Done;
            }

            await policies.ActivateAsync(PolicyRows.Of(policy), cancellationToken);
            var images = await CliProgress.BarAsync("Deciding known images", parsed.GetValue(json), progress => policies.DecideHistoryAsync(progress, CancellationToken.None));
            await using var connection = await database.ConnectForQueriesAsync(cancellationToken);
            var verdicts = await VerdictCounts.ReadAsync(connection, "true", cancellationToken);
            if (parsed.GetValue(json))
                CliJson.Print(new { Policy = policy.Name, policy.Version, policy.Sha256, Images = images, Verdicts = verdicts });
            else
                Console.Out.WriteLine($"{policy.Name}@{policy.Version} is active. Newest versions of all images: {verdicts}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var name = DatabaseOption.Create();
        var json = CliJson.Option();
        var document = new Option<bool>("--document") { Description = "Print the policy file itself, as it was applied." };
        var command = new Command("show", "Show the active policy, its thresholds and its verdicts.") { document, name, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = Database.Open(DatabaseOption.Resolve(parsed.GetValue(name)));
            await database.CheckAsync(cancellationToken);
            await using var policies = new Policies(database);
            var active = await policies.ActiveAsync(cancellationToken)
                ?? throw new CommandException(ExitCode.Failure, "no policy is active; 'bv policy apply default' makes the built-in one active.");
            if (parsed.GetValue(document))
            {
                Console.Out.Write(active.Document);
                return ExitCode.Done;
            }

            var overview = await PolicyOverview.ReadAsync(database, active, cancellationToken);
            if (parsed.GetValue(json))
                overview.PrintJson();
            else
                overview.Print();
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> FileArgument(string description) => new("file") { Description = description };
}
