using System.CommandLine;
using BatchVision.Storage;
using BatchVision.TestServers;

namespace BatchVision.Benchmarks;

/// <summary><c>planning</c>: how fast a bucket becomes chunks in the ledger, against a listing alone.</summary>
internal static class PlanningCommand
{
    public static Command Create()
    {
        var keys = new Option<int>("--keys") { Description = "Objects to put into the bucket.", DefaultValueFactory = _ => 20_000 };
        var generated = new Option<int>("--generated") { Description = "Keys of the source that needs no listing.", DefaultValueFactory = _ => 200_000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds, each of every measurement in turn.", DefaultValueFactory = _ => 3 };
        var command = new Command("planning", "Starts S3 and PostgreSQL, lists a bucket, and plans it.") { keys, generated, rounds };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var postgres = await PostgresServer.StartAsync(durable: true, cancellationToken);
            await using var store = await S3Server.StartAsync(cancellationToken);
            await using var place = await postgres.CreateDatabaseAsync(cancellationToken);
            await using var database = Database.Open(place.ConnectionString);
            await database.MigrateAsync(cancellationToken);
            PlanningText.Write(
                await new PlanningBenchmark(database, store, parsed.GetValue(keys), parsed.GetValue(generated))
                    .RunAsync(parsed.GetValue(rounds), cancellationToken), Console.Out);
        });
        return command;
    }
}
