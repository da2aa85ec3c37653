using Microsoft.Data.Sqlite;

namespace BatchVision.Storage.Tests;

/// <summary>The plan that walks a table and looks into the rows is right by its answers and hopeless by its time.</summary>
public sealed class SqlitePlanTests() : StorageTests(Dialect.Sqlite)
{
    [Fact]
    public async Task Statements_OverManyRows_StartFromTheirRows()
    {
        var dialect = Temp.Database.Dialect;
        var sql = new WriterSql(dialect);
        foreach (var statement in new[] { Ledger.KnownSql(dialect), sql.SelectChunks, sql.SelectImages, sql.DeleteOrphans, sql.CloseChunks })
        {
            var plan = await ExplainAsync(statement);
            var scans = plan.Where(row => row.Contains("SCAN", StringComparison.Ordinal));
            Assert.Contains("SCAN json_each", Assert.Single(scans), StringComparison.Ordinal);
            Assert.DoesNotContain(plan, row => row.Contains("(source_id=?)", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Decide_OfManyImages_StartsFromThem()
    {
        var sql = new ModerationSql(Temp.Database.Dialect);
        foreach (var statement in new[] { sql.Decide, sql.DeleteOrphans })
        {
            // What is scanned besides the rows is the blocklist, the labels of a policy, and results of the statement's own.
            var plan = await ExplainAsync(statement);
            Assert.Contains("SCAN json_each VIRTUAL TABLE INDEX 1:", plan);
            Assert.DoesNotContain(plan, row => row is "SCAN p" or "SCAN c" or "SCAN i" or "SCAN l" or "SCAN a" or "SCAN verdict"
                || row.Contains("ANY(", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Claim_OfJobs_ReadsOnlyThoseThatHaveNotEnded()
    {
        var plan = await ExplainAsync(JobLeases.ClaimSql);
        Assert.Contains(plan, row => row.Contains("ix_job_unfinished", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, row => row.Contains("SCAN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task View_AskedByLabel_WalksNoTable()
    {
        var plan = await ExplainAsync($"SELECT key FROM {Temp.View("image_labels")} WHERE label = 'cat' ORDER BY score DESC LIMIT 10");
        Assert.DoesNotContain(plan, row => row.Contains("SCAN p", StringComparison.Ordinal) || row.Contains("SCAN i", StringComparison.Ordinal));
    }

    private async Task<List<string>> ExplainAsync(string statement)
    {
        await using var connection = (SqliteConnection)await Temp.Database.Dialect.ConnectAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + statement;
        // Explained, not run: any value will do.
        foreach (var name in new[] { "@rows_json", "@root", "@now", "@owner", "@until", "@lane", "@limit", "@policy", "@distance" }.Where(
            name => statement.Contains(name, StringComparison.Ordinal)))
        {
            command.Parameters.AddWithValue(name, "[]");
        }

        await using var reader = await command.ExecuteReaderAsync(Token);
        var plan = new List<string>();
        while (await reader.ReadAsync(Token))
        {
            plan.Add(reader.GetString(3));
        }

        return plan;
    }
}
