using System.Text.RegularExpressions;

namespace BatchVision.Deployment.Tests.Monitoring;

/// <summary>What a tired person types from a runbook exists.</summary>
public sealed partial class RunbookTests
{
    private static readonly string[] Planned =
        ["drain-a-node.md", "move-to-a-new-bucket.md", "replay-poison-images.md", "restore-a-database.md", "roll-back-a-model.md"];

    private static readonly string[] Deployments = ["api", "ingest", "results", "worker-backfill", "worker-live", "worker-quarantine"];

    private static IEnumerable<string> Files => Directory.EnumerateFiles(Repository.Path("docs/runbooks"), "*.md");

    [Fact]
    public void Runbooks_Folder_HasOneForEachAlertAndThePlannedOnes()
    {
        var alerts = Rules.Alerts.Select(rule => Path.GetFileName((string)Rules.Map(rule["annotations"])["runbook_url"])).Distinct();
        Assert.Equal(
            alerts.Concat(Planned).Append("README.md").Order(StringComparer.Ordinal),
            Files.Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Runbooks_OfAlerts_SayWhatToLookAtWhatToMendAndWhenItIsOver() => Assert.All(
        Rules.Alerts.Select(rule => (string)Rules.Map(rule["annotations"])["runbook_url"]).Distinct(),
        runbook => Assert.All(
            new[] { "**Urgent?**", "## Look first", "## Mend", "## Over when" },
            part => Assert.Contains(part, File.ReadAllText(Repository.Path(runbook)), StringComparison.Ordinal)));

    [Fact]
    public void Index_Links_ToEveryRunbookAndNowhereElse()
    {
        var index = Link().Matches(File.ReadAllText(Repository.Path("docs/runbooks/README.md"))).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.All(Files.Select(file => Path.GetFileName(file)).Where(name => name != "README.md"), name => Assert.Contains(name, index));
        Assert.All(
            Files.SelectMany(file => Link().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)),
            link => Assert.True(File.Exists(Repository.Path(Path.Combine("docs/runbooks", link))), link));
    }

    [Fact]
    public void Kubectl_Deployments_AreThoseOfTheServices()
    {
        var named = Lines().Where(line => line.StartsWith("kubectl", StringComparison.Ordinal)).Select(line => line.Split(' ')).SelectMany(words => words
            .Where(word => word.StartsWith("deployment/", StringComparison.Ordinal)).Select(word => word["deployment/".Length..])
            .Concat(words.SkipWhile(word => word != "deployment").Skip(1).TakeWhile(word => !word.StartsWith('-'))));

        Assert.Equal(Deployments, named.Distinct().Order(StringComparer.Ordinal));
    }

    // One start of bv for each command that is named, about a quarter of a second each.
    [Fact]
    public async Task Bv_Commands_ExistWithTheirOptions()
    {
        var bv = Cli();
        var help = new Dictionary<string, string>();
        var lines = Lines()
            .SelectMany(line => Command().Matches(line))
            .Select(match => Quoted().Replace(match.Groups[1].Value, "TEXT").Split('|', ';', '>')[0])
            .Distinct()
            .ToList();

        Assert.True(lines.Count > 20);
        foreach (var line in lines)
        {
            var command = "";
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var word in words)
            {
                var commands = Commands(await HelpAsync(command));
                if (commands.Count == 0)
                {
                    break;
                }

                Assert.True(commands.Contains(word), $"bv {line}: there is no '{word}' after 'bv {command}'.");
                command = $"{command} {word}".Trim();
            }

            var options = Options(await HelpAsync(command));
            Assert.All(words.Where(word => word.StartsWith('-') && word.Length > 1), option => Assert.True(options.Contains(option), $"bv {line}: {option}"));
        }

        async Task<string> HelpAsync(string command)
        {
            if (!help.TryGetValue(command, out var text))
            {
                var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                (var exitCode, text) = await Tool.RunAsync("dotnet", [bv, .. words, "--help"], TestContext.Current.CancellationToken);
                Assert.True(exitCode == 0, text);
                help[command] = text;
            }

            return text;
        }
    }

    private static IEnumerable<string> Lines() => Files
        .SelectMany(file => Code().Matches(File.ReadAllText(file)))
        .SelectMany(match => match.Value.Trim('`').Split('\n'))
        .Select(line => line.Trim());

    private static HashSet<string> Commands(string help)
    {
        var start = help.IndexOf("\nCommands:", StringComparison.Ordinal);
        return start < 0 ? [] : [.. Listed().Matches(help[start..]).Select(match => match.Groups[1].Value)];
    }

    private static HashSet<string> Options(string help) => [.. Option().Matches(help).Select(match => match.Value)];

    private static string Cli() => new[] { "Release", "Debug" }
        .Select(configuration => Repository.Path($"services/BatchVision.Cli/bin/{configuration}/net10.0/bv.dll"))
        .FirstOrDefault(File.Exists) ?? Tool.Missing("bv is not built: dotnet build services/BatchVision.Cli -c Release");

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`[^`\n]+`|(?<=\n\n)(?:    [^\n]*\n)+")]
    private static partial Regex Code();

    [GeneratedRegex(@"(?:^|\()\s*bv ([a-z].*)")]
    private static partial Regex Command();

    [GeneratedRegex("\"(?:\\\\.|[^\"\\\\])*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\n  ([a-z]+)\b")]
    private static partial Regex Listed();

    [GeneratedRegex(@"(?<=[\s,])--?[a-z][a-z-]*")]
    private static partial Regex Option();
}
