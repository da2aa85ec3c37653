using System.CommandLine;
using System.Globalization;
using BatchVision.Contracts.Rest;
using Spectre.Console;

namespace BatchVision.Cli.Jobs;

/// <summary><c>bv schedules list | add | remove | pause | resume</c>.</summary>
internal static class SchedulesCommand
{
    public static Command Create() => new("schedules", "Have jobs made again and again, as cron does.")
    {
        List(), Add(), Remove(), Change("pause", "Stop a schedule from firing."), Change("resume", "Let a paused schedule fire again, from now on."),
    };

    private static Command List()
    {
        var json = CliJson.Option();
        var api = new ApiAddress();
        var command = new Command("list", "List schedules by name, with their next firings.") { json };
        api.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = api.Connect(parsed);
            var schedules = (await client.GetAsync<ScheduleListDocument>("schedules", cancellationToken)).Schedules;
            if (parsed.GetValue(json))
                CliJson.Print(schedules);
            else if (schedules.Count == 0)
                await Console.Error.WriteLineAsync("bv: there are no schedules yet; 'bv schedules add' makes one");
            else
                Print(schedules);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Add()
    {
        var name = NameArgument();
        var cron = new Option<string>("--cron") { Description = "Minute, hour, day of month, month and day of week, in quotes.", HelpName = "fields", Required = true };
        var zone = new Option<string>("--time-zone") { Description = "IANA name of the zone the fields are read in.", HelpName = "zone", DefaultValueFactory = _ => "UTC" };
        var source = new Option<string>("--source") { Description = "s3://bucket/prefix, manifest+s3://bucket/key, or a folder where the server allows it.", HelpName = "source", Required = true };
        var job = new JobOptions();
        var json = CliJson.Option();
        var api = new ApiAddress();
        var command = new Command("add", """
            Add a schedule: each firing submits a job. Where both day fields are given, a day must match both.

            Example: bv schedules add nightly --cron "0 3 * * 1-5" --time-zone Europe/Berlin --source s3://photos/
            """)
        { name, cron, zone, source };
        job.AddTo(command);
        command.Options.Add(json);
        api.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = api.Connect(parsed);
            var made = job.Read(parsed, parsed.GetRequiredValue(source));
            var document = new NewScheduleDocument(made)
            {
                Name = parsed.GetRequiredValue(name),
                Cron = parsed.GetRequiredValue(cron),
                TimeZone = parsed.GetRequiredValue(zone),
            };
            Show(await client.PostAsync<ScheduleDocument>("schedules", document, cancellationToken), parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Remove()
    {
        var name = NameArgument();
        var api = new ApiAddress();
        var command = new Command("remove", "Delete a schedule; the jobs it made stay.") { name };
        api.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = api.Connect(parsed);
            await client.DeleteAsync(Path(parsed.GetRequiredValue(name)), cancellationToken);
            Console.Out.WriteLine($"schedule {parsed.GetRequiredValue(name)} is removed");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Change(string verb, string description)
    {
        var name = NameArgument();
        var json = CliJson.Option();
        var api = new ApiAddress();
        var command = new Command(verb, description) { name, json };
        api.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var client = api.Connect(parsed);
            var schedule = await client.PostAsync<ScheduleDocument>($"{Path(parsed.GetRequiredValue(name))}/{verb}", null, cancellationToken);
            Show(schedule, parsed.GetValue(json));
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> NameArgument() => new("name") { Description = "Name of the schedule." };

    private static string Path(string name) => $"schedules/{Uri.EscapeDataString(name)}";

    private static void Show(ScheduleDocument schedule, bool json)
    {
        if (json)
            CliJson.Print(schedule);
        else
            Console.Out.WriteLine(schedule.Paused ? $"schedule {schedule.Name} is paused" : $"schedule {schedule.Name} fires next at {Firings(schedule, ", ")}");
    }

    private static void Print(IEnumerable<ScheduleDocument> schedules)
    {
        var table = new Table().Border(TableBorder.Minimal).AddColumns("Name", "Cron", "Time zone", "Source", "Models", "Next firings", "Last job");
        foreach (var schedule in schedules)
        {
            table.AddRow(
                schedule.Name.EscapeMarkup(), schedule.Cron.EscapeMarkup(), schedule.TimeZone.EscapeMarkup(), schedule.Source.EscapeMarkup(),
                (schedule.Models.Count == 0 ? "all" : string.Join(", ", schedule.Models)).EscapeMarkup(),
                schedule.Paused ? "paused" : Firings(schedule, "\n"),
                (schedule.Error ?? $"{schedule.LastJobId}").EscapeMarkup());
        }

        CliTable.Print(table);
    }

    private static string Firings(ScheduleDocument schedule, string separator) =>
        string.Join(separator, schedule.NextFirings.Select(time => time.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture)));
}
