namespace BatchVision.Storage.Tests;

/// <summary>What a person meets in a BI tool is explained there.</summary>
public sealed class CommentTests
{
    [Theory]
    [InlineData(Dialect.Postgres)]
    [InlineData(Dialect.Partitioned)]
    public async Task Catalogue_TablesViewsAndColumns_AllHaveAComment(Dialect dialect)
    {
        await using var temp = await TempDatabase.CreateAsync(dialect);
        var objects = await temp.RowsAsync("""
            SELECT n.nspname || '.' || c.relname || COALESCE('.' || a.attname, '')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN LATERAL (
                SELECT 0 AS attnum, NULL::name AS attname
                UNION ALL SELECT t.attnum, t.attname FROM pg_attribute t WHERE t.attrelid = c.oid AND t.attnum > 0 AND NOT t.attisdropped) a ON true
            WHERE n.nspname IN ('public', 'bi') AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relname <> '__EFMigrationsHistory'
                AND COALESCE(col_description(c.oid, a.attnum), CASE WHEN a.attnum = 0 THEN obj_description(c.oid, 'pg_class') END, '') !~ '\w.*\.$'
            """);
        Assert.Empty(objects);
        Assert.NotEqual(0, await temp.CountAsync("pg_description WHERE objoid = 'bi.label_drift'::regclass"));
    }
}
