namespace BatchVision.Storage;

/// <summary>The columns of a <see cref="RowSet"/>: what a statement is written against, before there are rows.</summary>
internal sealed record RowShape(params (string Name, ColumnType Type)[] Columns);
