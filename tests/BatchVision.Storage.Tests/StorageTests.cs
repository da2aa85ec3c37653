namespace BatchVision.Storage.Tests;

/// <summary>
/// Tests of one subject on a database of their own. Each class of tests is abstract and has two nested ones, <c>OnSqlite</c> and
/// <c>OnPostgres</c>, which only say where.
/// </summary>
public abstract class StorageTests(Dialect dialect) : IAsyncLifetime
{
    private readonly Stack<IAsyncDisposable> _owned = [];

    private protected TempDatabase Temp { get; private set; } = null!;

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Temp = Own(await TempDatabase.CreateAsync(dialect));
        await PrepareAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        while (_owned.TryPop(out var owned))
        {
            await owned.DisposeAsync();
        }
    }

    /// <summary>What each test of the class starts from.</summary>
    private protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Disposes of it with the test.</summary>
    private protected T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }
}
