using System.CommandLine;
using System.Globalization;
using BatchVision.Storage;

namespace BatchVision.Cli.Db;

/// <summary><c>bv db retain</c>.</summary>
internal static class RetainCommand
{
    public static Command Create()
    {
        var name = DatabaseOption.Create();
        var json = CliJson.Option();
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what would go, and remove nothing." };
        var olderThan = new Option<string>("--older-than")
        {
            Description = "Age in days (400d) or weeks (52w), or the first day that stays (2026-01-31).",
            HelpName = "age",
            Required = true,
        };
        var command = new Command("retain", """
            Remove the images that were first recognised long ago, with all that is known of them: predictions, failures, verdicts.

            Where the database is divided by month (bv db partition) whole months go, at once, and a month stays until all of it is old;
            elsewhere images go by day, some thousands at a time. Jobs stay. An object that is still in its bucket is recognised again
            when its source is listed again.
            """)
        { name, olderThan, dryRun, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var first = FirstDay(parsed.GetValue(olderThan)!);
            await using var database = Database.Open(DatabaseOption.Resolve(parsed.GetValue(name)));
            await database.CheckAsync(cancellationToken);
            await using var retention = new Retention(database);
            var planned = parsed.GetValue(dryRun);
            var preview = await retention.PreviewAsync(first, cancellationToken);
            var removal = planned ? preview : await CliProgress.BarAsync("Removing images", parsed.GetValue(json), progress => retention.RemoveAsync(
                first, done => progress?.Invoke(done, preview.Images), cancellationToken));
            if (parsed.GetValue(json))
                CliJson.Print(new { Database = database.Name, DryRun = planned, removal.Before, removal.Images, removal.Partitions });
            else
                Console.Out.WriteLine(Text(removal, planned));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Text(Removal removal, bool planned)
    {
        if (removal.Before is not { } before)
            return "Nothing is old enough: the oldest month is not over its age yet.";
        var what = planned ? "to be removed" : "removed";
        var partitions = removal.Partitions.Count == 0 ? "" : $", partitions {what}: {string.Join(", ", removal.Partitions)}";
        return string.Create(CultureInfo.InvariantCulture, $"Images {what}: {removal.Images:N0}, from before {before:yyyy-MM-dd}{partitions}.");
    }

    private static DateOnly FirstDay(string text)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        if (CliDuration.TryParse(text, out var age))
            return DateOnly.FromDateTime(DateTime.UtcNow - age);
        throw new CommandException(ExitCode.Usage, $"--older-than '{text}' is no age; give days (400d), weeks (52w) or a day (2026-01-31).");
    }
}
