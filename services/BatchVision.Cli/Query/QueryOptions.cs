namespace BatchVision.Cli.Query;

/// <summary>What <c>bv query</c> was asked for.</summary>
/// <param name="Sql">The statement; null lists the views.</param>
/// <param name="Database">The database, as <c>--db</c> takes it.</param>
/// <param name="Format">How the rows are written.</param>
/// <param name="RawCsv">Whether text that a spreadsheet would take for a formula stays as it is.</param>
/// <param name="Limit">Most rows to show; 0 is all.</param>
/// <param name="Timeout">When to give up.</param>
internal sealed record QueryOptions(string? Sql, string Database, QueryFormat Format, bool RawCsv, long Limit, TimeSpan? Timeout);
