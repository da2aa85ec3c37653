namespace BatchVision.Storage.Tests;

/// <summary>
/// Tests of one subject on a database of their own. Each class of tests is abstract and has two nested ones, <c>OnSqlite</c> and
/// <c>OnPostgres</c>, which only say where.
/// </summary>
public abstract class StorageTests(Dialect dialect) : IAsyncLifetime
{
    private protected TempDatabase Temp { get; private set; } = null!;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync() => Temp = await TempDatabase.CreateAsync(dialect);

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Temp.DisposeAsync();
    }
}
