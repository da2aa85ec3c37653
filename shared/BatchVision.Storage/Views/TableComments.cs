using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace BatchVision.Storage.Views;

/// <summary>The comments of all tables and columns as a migration's model has them, in place of an operation for each.</summary>
internal static class TableComments
{
    public static IEnumerable<string> Of(IModel model)
    {
        foreach (var table in model.GetEntityTypes())
        {
            yield return $"COMMENT ON TABLE {table.GetTableName()} IS {Quote(table.GetComment())}";
            foreach (var column in table.GetProperties())
            {
                yield return $"COMMENT ON COLUMN {table.GetTableName()}.{column.GetColumnName()} IS {Quote(column.GetComment())}";
            }
        }
    }

    /// <summary>A comment as an SQL literal.</summary>
    public static string Quote(string? comment) => $"'{comment?.Replace("'", "''", StringComparison.Ordinal)}'";
}
