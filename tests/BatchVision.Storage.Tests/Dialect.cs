namespace BatchVision.Storage.Tests;

/// <summary>Where a test runs: every test that does not say otherwise runs on both.</summary>
public enum Dialect
{
    Sqlite,
    Postgres,
}
