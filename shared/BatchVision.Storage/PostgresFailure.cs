using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace BatchVision.Storage;

/// <summary>What a PostgreSQL error means for the person who started the program, and what to do about it.</summary>
/// <param name="name">Name of the database as people may see it, without the password.</param>
/// <param name="user">Who connects.</param>
internal sealed class PostgresFailure(string name, string? user)
{
    private const string IdleInTransactionTimeout = "25P03";

    /// <summary>Whether another try may end otherwise: the connection or the server went away, or another writer was in the way.</summary>
    public static bool IsTransient(DbException exception) => exception switch
    {
        PostgresException e => e.SqlState is
            PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow or IdleInTransactionTimeout
            || e.SqlState.StartsWith("08", StringComparison.Ordinal),
        // Sockets, streams and timeouts.
        NpgsqlException e => e.IsTransient,
        _ => false,
    };

    /// <summary>Null when the error is about the rows or the statement and not about the database.</summary>
    public StorageException? Explain(DbException exception) => exception switch
    {
        PostgresException e => Explain(e),
        NpgsqlException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => Unavailable(
            "nothing listens there; check the address and that the server runs, then try again", exception),
        NpgsqlException { InnerException: SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } } => Unavailable(
            "there is no such host; check the address", exception),
        NpgsqlException { InnerException: TimeoutException } => Unavailable(
            "no answer in time; check the address, the network and the load of the server, then try again", exception),
        NpgsqlException { IsTransient: true } => Unavailable("the connection was cut; try again", exception),
        NpgsqlException => Broken(exception.Message, exception),
        _ => null,
    };

    private StorageException? Explain(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => Broken($"user '{user}' or the password is wrong", e),
        PostgresErrorCodes.InvalidAuthorizationSpecification => Broken($"the server does not let user '{user}' in: {e.MessageText}", e),
        PostgresErrorCodes.InvalidCatalogName => Broken("there is no such database on the server; create it, or name another", e),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName => Broken(
            $"its schema is missing or of another version; run: bv db migrate --db {name}", e),
        PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.DuplicateSchema => Broken(
            $"it holds tables of another program ({e.MessageText}); choose another database", e),
        PostgresErrorCodes.InsufficientPrivilege => Broken($"user '{user}' may not do this: {e.MessageText}", e),
        PostgresErrorCodes.ReadOnlySqlTransaction => Broken("it is read-only; name the primary server and not a standby", e),
        PostgresErrorCodes.DiskFull => Broken("the disk of the server is full; free some space and try again", e),
        PostgresErrorCodes.TooManyConnections => Unavailable("the server has no connection left; try again, or raise its max_connections", e),
        PostgresErrorCodes.CannotConnectNow => Unavailable("the server is starting up or shutting down; try again", e),
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable => Unavailable(
            "other writers were in the way each time; try again", e),
        _ => IsTransient(e) ? Unavailable("the server closed the connection; try again", e) : null,
    };

    private StorageUnavailableException Unavailable(string reason, Exception e) => new($"Database '{name}' cannot be reached: {reason}.", e);

    private StorageException Broken(string reason, Exception e) => new($"Database '{name}' cannot be used: {reason}.", e);
}
