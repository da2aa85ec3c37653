using System.Globalization;
using DuckDB.NET.Data;

namespace BatchVision.Cli.Tests.Export;

/// <summary>DuckDB, which reads Parquet by code that is not ours.</summary>
internal static class Duck
{
    /// <summary>Rows of a query, values as DuckDB writes them as text, NULL as such.</summary>
    public static IReadOnlyList<string> Rows(string sql)
    {
        using var connection = new DuckDBConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
        command.CommandText = $"SET TimeZone = 'UTC'; SELECT COLUMNS(*)::VARCHAR FROM ({sql})";
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        reader.NextResult();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        return rows;
    }

    public static string One(string sql) => Assert.Single(Rows(sql));

    /// <summary>Names and types of the columns, one a row.</summary>
    public static IReadOnlyList<string> Types(string file) => Rows($"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '{file}')");
}
