using System.CommandLine;
using BatchVision.Storage;

namespace BatchVision.Cli.Db;

/// <summary><c>bv db roles</c>.</summary>
internal static class RolesCommand
{
    public static Command Create()
    {
        var name = DatabaseOption.Create();
        var json = CliJson.Option();
        var print = new Option<bool>("--print") { Description = "Print the SQL instead of running it." };
        var passwords = new Option<FileInfo?>("--passwords") { Description = "File with lines of role=password, for roles that get a new one.", HelpName = "file" };
        var command = new Command("roles", $"""
            Make the roles of the services and of readers (PostgreSQL), with the least rights that each needs.

            {string.Join(", ", PostgresRoles.Names)}. To be run as a superuser, once after bv db migrate; to run it again brings everything to
            what it should be. bv_migrator owns the schema afterwards: it is the user of bv db, bv policy, bv blocklist and bv keys. bi_reader
            is for BI tools: it sees schema bi and nothing else.

            Example: bv db roles --db postgres://postgres@localhost/batchvision --passwords passwords.txt
            """)
        { name, passwords, print, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(print))
            {
                Console.Out.WriteLine($"{PostgresRoles.Roles.TrimEnd()};\n\n{PostgresRoles.Grants.TrimEnd()};");
                return ExitCode.Done;
            }

            var given = parsed.GetValue(passwords) is { } file ? Read(file.FullName) : [];
            await using var database = Database.Open(DatabaseOption.Resolve(parsed.GetValue(name)));
            await database.CreateRolesAsync(given, cancellationToken);
            if (parsed.GetValue(json))
                CliJson.Print(new { Database = database.Name, Roles = PostgresRoles.Names, Passwords = given.Keys });
            else
                Console.Out.WriteLine($"{database.Name}: {string.Join(", ", PostgresRoles.Names)} are as they should be; passwords set: {given.Count}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Dictionary<string, string> Read(string path)
    {
        try
        {
            var passwords = new Dictionary<string, string>();
            foreach (var (index, line) in File.ReadLines(path).Index())
            {
                if (string.IsNullOrWhiteSpace(line) || line.StartsWith('#'))
                    continue;
                if (line.Split('=', 2) is not [var role, var password])
                    throw new CommandException(ExitCode.Configuration, $"{path}:{index + 1}: expected role=password.");
                passwords[role.Trim()] = password;
            }

            return passwords;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Configuration, $"the passwords cannot be read: {e.Message}");
        }
    }
}
