using System.CommandLine;
using BatchVision.Storage;
using BatchVision.TestServers;

namespace BatchVision.Benchmarks;

/// <summary><c>rows</c>: how fast results become rows, and the documented questions are answered.</summary>
internal static class RowsCommand
{
    public static Command Create()
    {
        var address = new Option<string?>("--db") { Description = "An empty PostgreSQL database, or the path of a new SQLite file. By default a PostgreSQL server is started for it." };
        var images = new Option<int>("--images") { Description = "Images to write; each brings eight predictions. 0: only ask.", DefaultValueFactory = _ => 1_250_000 };
        var transactions = new Option<int>("--transactions") { Description = "Transactions under way at once, as in the results service by default.", DefaultValueFactory = _ => 2 };
        var partitioned = new Option<bool>("--partitioned") { Description = "Divide the facts by month first." };
        var queries = new Option<string>("--queries") { Description = "The file of documented questions.", DefaultValueFactory = _ => "docs/queries.md" };
        var command = new Command("rows", "Writes generated results through the results writer, and by plain COPY beside it, then asks every documented question.")
        {
            address, images, transactions, partitioned, queries,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var named = parsed.GetValue(address);
            await using var server = named is null ? await PostgresServer.StartAsync(durable: true, cancellationToken) : null;
            await using var own = server is null ? null : await server.CreateDatabaseAsync(cancellationToken);
            named ??= own!.ConnectionString;
            await using var database = Database.Open(named);
            await database.MigrateAsync(cancellationToken);
            if (parsed.GetValue(partitioned))
                await database.PartitionAsync(cancellationToken);
            var count = parsed.GetValue(images);
            if (count > 0)
                RowsText.Write(await new RowsBenchmark(named, count, parsed.GetValue(transactions)).RunAsync(cancellationToken), Console.Out);
            await new QueryBenchmark(database, parsed.GetRequiredValue(queries)).RunAsync(cancellationToken);
        });
        return command;
    }
}
