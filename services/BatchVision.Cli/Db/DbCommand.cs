using System.CommandLine;
using BatchVision.Storage;

namespace BatchVision.Cli.Db;

/// <summary><c>bv db migrate | check | roles | partition | retain</c>.</summary>
internal static class DbCommand
{
    public static Command Create() => new("db", "Make, upgrade, divide, clear out or check the database.")
    {
        Migrate(), Check(), RolesCommand.Create(), PartitionCommand.Create(), RetainCommand.Create(),
    };

    private static Command Migrate()
    {
        var name = DatabaseOption.Create();
        var json = CliJson.Option();
        var command = new Command("migrate", """
            Make the schema, or bring an older one up to date.

            The services never do this: run it before a new version of them starts, as a user who owns the database. Several
            at once do no harm, and where there is nothing to do nothing is changed.
            """)
        { name, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = Database.Open(DatabaseOption.Resolve(parsed.GetValue(name)));
            var applied = await database.MigrateAsync(cancellationToken);
            if (parsed.GetValue(json))
                CliJson.Print(new { Database = database.Name, Applied = applied });
            else if (applied.Count == 0)
                Console.Out.WriteLine($"{database.Name} is up to date.");
            else
                Console.Out.WriteLine($"{database.Name}: applied {string.Join(", ", applied)}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Check()
    {
        var name = DatabaseOption.Create();
        var command = new Command("check", "Say whether the database can be reached and has the schema of this version; changes nothing.") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = Database.Open(DatabaseOption.Resolve(parsed.GetValue(name)));
            await database.CheckAsync(cancellationToken);
            Console.Out.WriteLine($"{database.Name} is up to date.");
            return ExitCode.Done;
        });
        return command;
    }
}
