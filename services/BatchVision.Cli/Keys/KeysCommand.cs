using System.CommandLine;
using System.Globalization;
using BatchVision.Cli.Db;
using BatchVision.Storage;
using Spectre.Console;

namespace BatchVision.Cli.Keys;

/// <summary><c>bv keys create | list | revoke</c>, on the database itself: who may make keys is who may write there.</summary>
internal static class KeysCommand
{
    public static Command Create() => new("keys", "Make and revoke keys of the REST API, in the database.") { Make(), List(), Revoke() };

    private static Command Make()
    {
        var name = NameArgument();
        var scopes = new Option<string>("--scopes")
        {
            Description = $"What it may do, separated by commas: {string.Join(", ", ApiScopes.All)} (all of them).",
            HelpName = "a,b",
            Required = true,
        };
        var expires = new Option<TimeSpan?>("--expires")
        {
            Description = "How long it works: 12h, 90d or 52w. Default: until it is revoked.",
            HelpName = "time",
            CustomParser = result =>
            {
                if (CliDuration.TryParse(result.Tokens[0].Value, out var lifetime))
                    return lifetime;
                result.AddError($"'{result.Tokens[0].Value}' is no time; give a number and h, d or w, for example 90d.");
                return null;
            },
        };
        var database = DatabaseOption.Create();
        var json = CliJson.Option();
        var command = new Command("create", """
            Make a key and print it. It is stored as a hash and cannot be shown again.

            Example: bv keys create dashboard --scopes jobs:read --expires 90d --db postgres://bv@localhost/batchvision
            """)
        { name, scopes, expires, database, json };
        command.SetAction((parsed, cancellationToken) => OnKeysAsync(parsed.GetValue(database), async keys =>
        {
            var expiresAt = DateTimeOffset.UtcNow + parsed.GetValue(expires);
            var granted = Scopes(parsed.GetRequiredValue(scopes));
            var key = await keys.CreateAsync(Name(parsed.GetRequiredValue(name)), granted, expiresAt, cancellationToken);
            if (parsed.GetValue(json))
            {
                CliJson.Print(new { Name = parsed.GetRequiredValue(name), Key = key, Scopes = granted, ExpiresAt = expiresAt });
                return ExitCode.Done;
            }

            Console.Out.WriteLine(key);
            await Console.Error.WriteLineAsync("bv: keep it now, it is not shown again; send it as 'Authorization: Bearer …' or $BATCHVISION_API_KEY");
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command List()
    {
        var database = DatabaseOption.Create();
        var json = CliJson.Option();
        var command = new Command("list", "List keys by name, without the keys themselves.") { database, json };
        command.SetAction((parsed, cancellationToken) => OnKeysAsync(parsed.GetValue(database), async keys =>
        {
            var list = await keys.ListAsync(cancellationToken);
            if (parsed.GetValue(json))
                CliJson.Print(list);
            else if (list.Count == 0)
                await Console.Error.WriteLineAsync("bv: there are no keys yet; 'bv keys create' makes one");
            else
                Print(list);
            return ExitCode.Done;
        }));
        return command;
    }

    private static Command Revoke()
    {
        var name = NameArgument();
        var database = DatabaseOption.Create();
        var command = new Command("revoke", "Make a key useless; servers forget it within half a minute.") { name, database };
        command.SetAction((parsed, cancellationToken) => OnKeysAsync(parsed.GetValue(database), async keys =>
        {
            if (!await keys.RevokeAsync(parsed.GetRequiredValue(name), cancellationToken))
                throw new CommandException(ExitCode.Failure, $"there is no key '{parsed.GetRequiredValue(name)}' that works; 'bv keys list' shows them.");
            Console.Out.WriteLine($"key {parsed.GetRequiredValue(name)} is revoked");
            return ExitCode.Done;
        }));
        return command;
    }

    private static async Task<int> OnKeysAsync(string? name, Func<ApiKeys, Task<int>> action)
    {
        await using var database = Database.Open(DatabaseOption.Resolve(name));
        await database.CheckAsync(CancellationToken.None);
        await using var keys = new ApiKeys(database);
        try
        {
            return await action(keys);
        }
        catch (NameTakenException e)
        {
            throw new CommandException(ExitCode.Failure, e.Message);
        }
    }

    private static Argument<string> NameArgument() => new("name") { Description = "Name of the key; jobs carry it as who asked." };

    private static string Name(string name) => name is { Length: > 0 and <= 100 } && !name.Any(char.IsControl)
        ? name
        : throw new CommandException(ExitCode.Usage, "a name has 1 to 100 characters, no line breaks.");

    private static string[] Scopes(string list)
    {
        var scopes = list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return scopes.FirstOrDefault(scope => !ApiScopes.All.Contains(scope)) is { } unknown
            ? throw new CommandException(ExitCode.Usage, $"there is no scope '{unknown}'; there are {string.Join(", ", ApiScopes.All)}.")
            : scopes.Length == 0
            ? throw new CommandException(ExitCode.Usage, $"a key needs a scope; there are {string.Join(", ", ApiScopes.All)}.")
            : scopes;
    }

    private static void Print(IEnumerable<ApiKeyInfo> keys)
    {
        var table = new Table().Border(TableBorder.Minimal).AddColumns("Name", "Scopes", "Made", "Last used", "Expires", "Revoked");
        foreach (var key in keys)
        {
            table.AddRow(
                key.Name.EscapeMarkup(), string.Join(", ", key.Scopes).EscapeMarkup(), Time(key.CreatedAt), Time(key.LastUsedAt), Time(key.ExpiresAt), Time(key.RevokedAt));
        }

        CliTable.Print(table);
    }

    private static string Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";
}
