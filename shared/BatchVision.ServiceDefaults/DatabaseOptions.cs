namespace BatchVision.ServiceDefaults;

/// <summary><c>ConnectionStrings:Database</c>.</summary>
public sealed class DatabaseOptions
{
    /// <summary>
    /// <c>postgres://user:password@host:5432/database</c> or an Npgsql connection string <c>Host=…;Database=…</c>. Holds a password: not for logs.
    /// </summary>
    public string ConnectionString { get; set; } = "";
}
