using System.CommandLine;
using BatchVision.Storage;

namespace BatchVision.Cli.Db;

/// <summary><c>bv db partition</c>.</summary>
internal static class PartitionCommand
{
    public static Command Create()
    {
        var name = DatabaseOption.Create();
        var json = CliJson.Option();
        var command = new Command("partition", """
            Divide recognitions and predictions by month (PostgreSQL), which pays from some 200 million predictions on.

            By the month in which an image was first recognised, UTC. No row is copied: what is there becomes one partition, which takes
            seconds a million rows and lets nobody write meanwhile. Months to come are made ahead by whoever writes results; to call this
            again makes them too, and changes nothing else. There is no way back but a dump.
            """)
        { name, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = Database.Open(DatabaseOption.Resolve(parsed.GetValue(name)));
            var made = await database.PartitionAsync(cancellationToken);
            if (parsed.GetValue(json))
                CliJson.Print(new { Database = database.Name, PartitionsMade = made });
            else
                Console.Out.WriteLine($"{database.Name} is divided by month; partitions made: {made}.");
            return ExitCode.Done;
        });
        return command;
    }
}
