using System.CommandLine;
using BatchVision.Storage;

namespace BatchVision.Benchmarks;

/// <summary><c>rows</c>: how fast results become rows, and the documented questions are answered.</summary>
internal static class RowsCommand
{
    public static Command Create()
    {
        var address = new Option<string>("--db") { Description = "An empty PostgreSQL database, or the path of a new SQLite file.", Required = true };
        var images = new Option<int>("--images") { Description = "Images to write; each brings eight predictions.", DefaultValueFactory = _ => 1_250_000 };
        var partitioned = new Option<bool>("--partitioned") { Description = "Divide the facts by month first." };
        var queries = new Option<string>("--queries") { Description = "The file of documented questions.", DefaultValueFactory = _ => "docs/queries.md" };
        var command = new Command("rows", "Writes generated results through the results writer, then asks every documented question.") { address, images, partitioned, queries };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var database = Database.Open(parsed.GetRequiredValue(address));
            await database.MigrateAsync(cancellationToken);
            if (parsed.GetValue(partitioned))
                await database.PartitionAsync(cancellationToken);
            var count = parsed.GetValue(images);
            if (count > 0)
                await new RowsBenchmark(database, count).RunAsync(cancellationToken);
            await new QueryBenchmark(database, parsed.GetRequiredValue(queries)).RunAsync(cancellationToken);
        });
        return command;
    }
}
