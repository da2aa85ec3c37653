using System.Text;

namespace BatchVision.TestServers.Hosting;

/// <summary>A program with its arguments and variables. Its output goes to the log of its name.</summary>
internal sealed record ServerCommand(string Name, params IReadOnlyList<string> Words)
{
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    public static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    public string ToShell(params IReadOnlyList<string> prefix)
    {
        var shell = new StringBuilder();
        foreach (var (name, value) in Variables)
            shell.Append(name).Append('=').Append(Quote(value)).Append(' ');
        return shell.AppendJoin(' ', prefix.Concat(Words).Select(Quote)).ToString();
    }
}
