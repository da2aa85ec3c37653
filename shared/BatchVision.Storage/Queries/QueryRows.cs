namespace BatchVision.Storage.Queries;

/// <summary>
/// The rows of one statement that only reads, as they come from the database: one at a time, so memory does not grow with them. Disposal
/// before the end stops the statement.
/// </summary>
public abstract class QueryRows : IAsyncDisposable
{
    /// <summary>The columns, in order; at least one.</summary>
    public abstract IReadOnlyList<QueryColumn> Columns { get; }

    /// <summary>A value of the current row.</summary>
    /// <param name="column">From 0.</param>
    /// <exception cref="QueryException">It is of a shape that cannot be read, an array of two dimensions for example.</exception>
    public abstract QueryValue this[int column] { get; }

    /// <summary>Goes to the next row; false at the end.</summary>
    /// <exception cref="QueryException">The database met an error in the query.</exception>
    /// <exception cref="StorageException">The database cannot be reached any more.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the statement has ended.</exception>
    public abstract ValueTask<bool> ReadAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
