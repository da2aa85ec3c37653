using System.Data.Common;

namespace BatchVision.Storage;

/// <summary>
/// All that differs between databases on the write paths. The SQL text itself is common: it asks the dialect for what has no
/// common spelling, above all a set of rows as a parameter.
/// </summary>
internal abstract class SqlDialect
{
    /// <summary>Opens a connection that is ready for use.</summary>
    /// <exception cref="StorageException">The database cannot be used; the message says what to do.</exception>
    public abstract Task<DbConnection> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>How many transactions of results one process has under way.</summary>
    public abstract int Writers { get; }

    /// <summary>The name of a view in the public face of the database.</summary>
    public abstract string View(string name);

    /// <summary>Refreshes what the query planner knows of the data, after a job; null where the server does so by itself.</summary>
    public abstract string? Analyze { get; }

    /// <summary>
    /// Ends a query whose rows are to stay as they are until the transaction ends; empty where a write transaction is alone anyway.
    /// </summary>
    /// <param name="alias">The table whose rows are held.</param>
    public abstract string ForUpdate(string alias);

    /// <summary>Names the running transaction, null when it has written nothing; no such query where a commit is never in doubt.</summary>
    public abstract string? TransactionId { get; }

    /// <summary>What became of the transaction <c>@id</c>: committed, aborted or in progress.</summary>
    public abstract string? TransactionStatus { get; }

    /// <summary>Shares what <see cref="HoldModeration"/> holds, until the transaction ends; null where a write transaction is alone anyway.</summary>
    public abstract string? ShareModeration { get; }

    /// <summary>Keeps the policy and the blocklist from those who decide by them, until the transaction ends; null where it is alone anyway.</summary>
    public abstract string? HoldModeration { get; }

    /// <summary>Whether the facts are divided by month; null where they never are.</summary>
    public abstract string? IsPartitioned { get; }

    /// <summary>Makes the partitions of the months around <c>@today</c>; null where there are none.</summary>
    public abstract string? CreatePartitions { get; }

    /// <summary>An expression: in how many of their 64 bits two numbers differ; null when one is.</summary>
    public abstract string Distance(string left, string right);

    /// <summary>A table expression of the rows' columns, fed by parameters whose names start with <c>rows_</c>.</summary>
    public abstract string From(RowShape shape);

    /// <summary>Sets the parameters of <see cref="From"/>.</summary>
    public abstract void Bind(DbCommand command, RowSet rows);

    /// <summary>Adds rows whose keys nobody else can have: nothing is asked about a conflict, and one is an error.</summary>
    /// <param name="session">In a write.</param>
    /// <param name="table">The rows' columns are its columns.</param>
    /// <param name="rows">At least one row.</param>
    /// <param name="cancellationToken">Ends the transaction.</param>
    public virtual Task InsertAsync(Session session, string table, RowSet rows, CancellationToken cancellationToken) => session.ExecuteAsync(
        $"INSERT INTO {table} ({Names(rows.Shape)}) SELECT {Names(rows.Shape)} FROM {From(rows.Shape)} r", rows, cancellationToken);

    /// <summary>The columns, as a list of names.</summary>
    protected static string Names(RowShape shape) => string.Join(", ", shape.Columns.Select(column => column.Name));

    /// <summary>A value as the provider takes it.</summary>
    public abstract object Value(object? value);

    /// <summary>Whether the same transaction may succeed on another try.</summary>
    public abstract bool IsTransient(DbException exception);

    /// <summary>Whether a constraint refused the rows.</summary>
    public abstract bool IsConstraint(DbException exception);

    /// <summary>What an error means for a person; null when it is about the rows or the statement and not about the database.</summary>
    public abstract StorageException? Explain(DbException exception);
}
