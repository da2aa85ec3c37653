namespace BatchVision.Storage.Tests;

public enum Dialect
{
    Sqlite,
    Postgres,

    /// <summary>PostgreSQL with the facts divided by month.</summary>
    Partitioned,
}
