namespace BatchVision.Storage.Queries;

/// <summary>What a column or a value of a query is.</summary>
public enum QueryType
{
    /// <summary>Of a value: NULL. Of a column: the database does not say, so each value has its own type (SQLite).</summary>
    None,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A whole number of 16 bits. Only columns: whole numbers as values are <see cref="Int64"/>.</summary>
    Int16,

    /// <summary>A whole number of 32 bits. Only columns, as above.</summary>
    Int32,

    /// <summary>A whole number of 64 bits.</summary>
    Int64,

    /// <summary>A floating-point number of 32 bits.</summary>
    Single,

    /// <summary>A floating-point number of 64 bits.</summary>
    Double,

    /// <summary>An exact number of any size, as its decimal digits; or NaN, Infinity, -Infinity.</summary>
    Decimal,

    /// <summary>Text, and every type of the database that has no place here, as the database writes it.</summary>
    Text,

    /// <summary>A JSON document, as text.</summary>
    Json,

    /// <summary>A moment, in microseconds of UTC.</summary>
    Instant,

    /// <summary>Date and time of day of no time zone, in microseconds.</summary>
    LocalTime,

    /// <summary>A day.</summary>
    Date,

    /// <summary>A UUID.</summary>
    Uuid,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>An array of one dimension. Only values: a column has its elements' type and <see cref="QueryColumn.IsList"/>.</summary>
    List,
}
