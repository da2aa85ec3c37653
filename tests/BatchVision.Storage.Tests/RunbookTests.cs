using System.Text.RegularExpressions;

namespace BatchVision.Storage.Tests;

/// <summary>What the runbooks ask by <c>bv query</c> can be asked: somebody will do so at night.</summary>
public abstract partial class RunbookTests(Dialect dialect) : StorageTests(dialect)
{
    [Fact]
    public async Task Questions_OfEveryRunbook_AreAnswered()
    {
        var questions = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "runbooks"), "*.md")
            .SelectMany(file => Question().Matches(File.ReadAllText(file)).Select(match => (File: Path.GetFileName(file), Sql: Unquote(match.Groups[1].Value))))
            .ToList();
        Assert.NotEmpty(questions);
        await using var connection = await Temp.Database.ConnectForQueriesAsync(Token);
        foreach (var (file, sql) in questions)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Of the repository.
            command.CommandText = sql;
#pragma warning restore CA2100
            var failure = await Record.ExceptionAsync(() => command.ExecuteNonQueryAsync(Token));
            Assert.True(failure is null, $"{file}: {sql}: {failure?.Message}");
        }
    }

    /// <summary>As the shell reads it; a word in capitals stands for an id that the reader puts in.</summary>
    private static string Unquote(string text) => text.Replace("\\\"", "\"", StringComparison.Ordinal)
        .Replace("'JOB'", "'00000000-0000-0000-0000-000000000000'", StringComparison.Ordinal);

    [GeneratedRegex(@"bv query (?:--\w+ )*""((?:[^""\\]|\\.)*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Question();

    public sealed class OnPostgres() : RunbookTests(Dialect.Postgres);
}
