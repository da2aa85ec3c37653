using System.CommandLine;
using System.Globalization;
using BatchVision.Cli.Db;
using BatchVision.Storage;
using Spectre.Console;

namespace BatchVision.Cli.Moderation;

/// <summary><c>bv blocklist add | remove | list</c>.</summary>
internal static class BlocklistCommand
{
    public static Command Create() => new("blocklist", "Known-bad images: block them, and what looks like them, by perceptual hash.") { Add(), Remove(), List() };

    private static Command Add()
    {
        var items = Items();
        var reason = new Option<string>("--reason") { Description = "Why; verdicts show it.", HelpName = "text", Required = true };
        var name = DatabaseOption.Create();
        var json = CliJson.Option();
        var command = new Command("add", """
            Block pictures and whatever looks like them: re-encoded, scaled or slightly edited. Known images are decided again at once.

            A picture is hashed here and not stored. How much may differ is the policy's blocklist distance.
            """)
        { items, reason, name, json };
        command.SetAction((parsed, cancellationToken) => OnBlocklistAsync(parsed.GetValue(name), async blocklist =>
        {
            var hashes = await HashesAsync(parsed.GetRequiredValue(items), cancellationToken);
            foreach (var (item, hash) in hashes)
                BlockedHash.CheckTelling(hash, item);
            var added = new List<object>();
            foreach (var (_, hash) in hashes)
            {
                var images = await blocklist.AddAsync(hash, parsed.GetRequiredValue(reason), cancellationToken);
                added.Add(new { Hash = BlockedHash.Text(hash), Images = images });
                var effect = images is { } known ? Known(known, "blocked") : "no policy is active, so it blocks nothing yet";
                if (!parsed.GetValue(json))
                    Console.Out.WriteLine($"{BlockedHash.Text(hash)} is listed; {effect}");
            }

            if (parsed.GetValue(json))
                CliJson.Print(added);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Remove()
    {
        var items = Items();
        var name = DatabaseOption.Create();
        var json = CliJson.Option();
        var command = new Command("remove", "Take pictures off the list; what they alone had blocked is decided without them.") { items, name, json };
        command.SetAction((parsed, cancellationToken) => OnBlocklistAsync(parsed.GetValue(name), async blocklist =>
        {
            var removed = new List<object>();
            foreach (var (item, hash) in await HashesAsync(parsed.GetRequiredValue(items), cancellationToken))
            {
                var images = await blocklist.RemoveAsync(hash, cancellationToken)
                    ?? throw new CommandException(ExitCode.Failure, $"'{item}' ({BlockedHash.Text(hash)}) is not listed; 'bv blocklist list' shows what is.");
                removed.Add(new { Hash = BlockedHash.Text(hash), Images = images });
                if (!parsed.GetValue(json))
                    Console.Out.WriteLine($"{BlockedHash.Text(hash)} is off the list; {Known(images, "decided again")}");
            }

            if (parsed.GetValue(json))
                CliJson.Print(removed);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command List()
    {
        var name = DatabaseOption.Create();
        var json = CliJson.Option();
        var command = new Command("list", "Show what is listed, newest first.") { name, json };
        command.SetAction((parsed, cancellationToken) => OnBlocklistAsync(parsed.GetValue(name), async blocklist =>
        {
            var entries = await blocklist.ListAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                CliJson.Print(entries.Select(entry => new { Hash = BlockedHash.Text(entry.Hash), entry.Reason, entry.AddedAt }));
                return ExitCode.Done;
            }

            if (entries.Count == 0)
            {
                await Console.Error.WriteLineAsync("bv: nothing is listed; 'bv blocklist add' lists a picture");
                return ExitCode.Done;
            }

            var table = new Table().Border(TableBorder.Minimal).AddColumns("Hash", "Added", "Reason");
            foreach (var entry in entries)
                table.AddRow(BlockedHash.Text(entry.Hash), entry.AddedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), entry.Reason.EscapeMarkup());
            CliTable.Print(table);
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task<int> OnBlocklistAsync(string? name, Func<Blocklist, Task<int>> action)
    {
        await using var database = Database.Open(DatabaseOption.Resolve(name));
        await database.CheckAsync(CancellationToken.None);
        await using var blocklist = new Blocklist(database);
        return await action(blocklist);
    }

    // All of them before the first change: a wrong one leaves the list as it was.
    private static async Task<List<(string Item, ulong Hash)>> HashesAsync(string[] items, CancellationToken cancellationToken)
    {
        var hashes = new List<(string Item, ulong Hash)>();
        foreach (var item in items)
            hashes.Add((item, await BlockedHash.ReadAsync(item, cancellationToken)));
        return [.. hashes.DistinctBy(one => one.Hash)];
    }

    private static string Known(long images, string what) => string.Create(
        CultureInfo.InvariantCulture, $"{images:N0} known {(images == 1 ? "image" : "images")} {what}");

    private static Argument<string[]> Items() => new("image")
    {
        Description = "Picture files, or perceptual hashes of 16 hexadecimal digits.",
        Arity = ArgumentArity.OneOrMore,
    };
}
