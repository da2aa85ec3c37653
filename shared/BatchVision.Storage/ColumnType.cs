namespace BatchVision.Storage;

internal enum ColumnType
{
    Text,
    Integer,

    /// <summary>Single precision: scores and boxes.</summary>
    Real,

    /// <summary>Double precision: positions on the globe.</summary>
    Double,
    Timestamp,
    Date,
    Guid,
}
