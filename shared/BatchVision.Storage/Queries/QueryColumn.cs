namespace BatchVision.Storage.Queries;

/// <summary>A column of a query.</summary>
/// <param name="Name">Its name; not always unique.</param>
/// <param name="Type">Its type, or that of its elements.</param>
public sealed record QueryColumn(string Name, QueryType Type)
{
    /// <summary>Whether its values are arrays.</summary>
    public bool IsList { get; init; }

    /// <summary>Of a <see cref="QueryType.Decimal"/>: all digits that fit, where the database says.</summary>
    public int? Precision { get; init; }

    /// <summary>Of a <see cref="QueryType.Decimal"/>: digits behind the point, where the database says.</summary>
    public int? Scale { get; init; }

    /// <summary>The type as the table or the server calls it, if it does: SQLite's columns may be declared as anything.</summary>
    public string? DeclaredType { get; init; }
}
