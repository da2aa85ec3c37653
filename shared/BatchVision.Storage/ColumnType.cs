namespace BatchVision.Storage;

internal enum ColumnType
{
    Text,
    Integer,
    Real,
    Timestamp,
    Guid,
}
