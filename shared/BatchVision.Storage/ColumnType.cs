namespace BatchVision.Storage;

internal enum ColumnType
{
    Text,
    Integer,

    /// <summary>An integer of 32 bits, where the width matters: a binary COPY takes that of the column and no other.</summary>
    Integer32,

    /// <summary>Single precision: scores and boxes.</summary>
    Real,

    /// <summary>Double precision: positions on the globe.</summary>
    Double,
    Timestamp,
    Date,
    Guid,
}
