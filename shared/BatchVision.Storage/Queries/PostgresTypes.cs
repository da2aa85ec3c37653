using System.Globalization;
using Npgsql;
using Npgsql.Schema;

namespace BatchVision.Storage.Queries;

/// <summary>
/// Which types of PostgreSQL come in binary, and how each is read. All others, and exact numbers of any size, come as the text that the server
/// writes.
/// </summary>
internal static class PostgresTypes
{
    // What the server counts times from: 2000-01-01.
    private const long EpochMicroseconds = 946_684_800_000_000;
    private const int EpochDays = 10_957;

    // Object ids of built-in types never change.
    private static readonly Dictionary<uint, (QueryType Type, Read Read)> Scalars = new()
    {
        [16] = (QueryType.Boolean, (reader, i) => QueryValue.Of(reader.GetBoolean(i))),
        [17] = (QueryType.Bytes, (reader, i) => QueryValue.Of(reader.GetFieldValue<byte[]>(i))),
        [20] = (QueryType.Int64, (reader, i) => QueryValue.Of(reader.GetInt64(i))),
        [21] = (QueryType.Int16, (reader, i) => QueryValue.Of((long)reader.GetInt16(i))),
        [23] = (QueryType.Int32, (reader, i) => QueryValue.Of((long)reader.GetInt32(i))),
        [26] = (QueryType.Int64, (reader, i) => QueryValue.Of((long)reader.GetFieldValue<uint>(i))),
        [114] = (QueryType.Json, (reader, i) => QueryValue.OfText(QueryType.Json, reader.GetString(i))),
        [700] = (QueryType.Single, (reader, i) => QueryValue.Of(reader.GetFloat(i))),
        [701] = (QueryType.Double, (reader, i) => QueryValue.Of(reader.GetDouble(i))),
        [1082] = (QueryType.Date, (reader, i) => Date(reader.GetFieldValue<int>(i))),
        [1114] = (QueryType.LocalTime, (reader, i) => Time(QueryType.LocalTime, reader.GetFieldValue<long>(i))),
        [1184] = (QueryType.Instant, (reader, i) => Time(QueryType.Instant, reader.GetFieldValue<long>(i))),
        [2950] = (QueryType.Uuid, (reader, i) => QueryValue.Of(reader.GetGuid(i))),
        [3802] = (QueryType.Json, (reader, i) => QueryValue.OfText(QueryType.Json, reader.GetString(i))),
    };

    private static readonly Dictionary<uint, (QueryType Type, Read Read)> Lists = new()
    {
        [1000] = (QueryType.Boolean, (reader, i) => List<bool>(reader, i, QueryValue.Of)),
        [1001] = (QueryType.Bytes, (reader, i) => References<byte[]>(reader, i, QueryValue.Of)),
        [1005] = (QueryType.Int16, (reader, i) => List<short>(reader, i, value => QueryValue.Of((long)value))),
        [1007] = (QueryType.Int32, (reader, i) => List<int>(reader, i, value => QueryValue.Of((long)value))),
        [1009] = (QueryType.Text, Texts),
        [1015] = (QueryType.Text, Texts),
        [1016] = (QueryType.Int64, (reader, i) => List<long>(reader, i, QueryValue.Of)),
        [1021] = (QueryType.Single, (reader, i) => List<float>(reader, i, QueryValue.Of)),
        [1022] = (QueryType.Double, (reader, i) => List<double>(reader, i, QueryValue.Of)),
        [1115] = (QueryType.LocalTime, (reader, i) => List<long>(reader, i, value => Time(QueryType.LocalTime, value))),
        [1182] = (QueryType.Date, (reader, i) => List<int>(reader, i, Date)),
        [1185] = (QueryType.Instant, (reader, i) => List<long>(reader, i, value => Time(QueryType.Instant, value))),
        // Of at most 28 digits, which is more than the numbers of an array ever had.
        [1231] = (QueryType.Decimal, (reader, i) =>
            List<decimal>(reader, i, value => QueryValue.OfText(QueryType.Decimal, value.ToString(CultureInfo.InvariantCulture)))),
        [2951] = (QueryType.Uuid, (reader, i) => List<Guid>(reader, i, QueryValue.Of)),
    };

    private const uint Numeric = 1700;
    private const uint Numerics = 1231;

    public delegate QueryValue Read(NpgsqlDataReader reader, int column);

    public static QueryColumn Column(NpgsqlDbColumn column)
    {
        var isList = Lists.TryGetValue(column.TypeOID, out var list);
        var type = isList ? list.Type
            : Scalars.TryGetValue(column.TypeOID, out var scalar) ? scalar.Type
            : column.TypeOID == Numeric ? QueryType.Decimal
            : QueryType.Text;
        var isNumeric = column.TypeOID is Numeric or Numerics;
        return new QueryColumn(column.ColumnName, type)
        {
            IsList = isList,
            Precision = isNumeric ? column.NumericPrecision : null,
            Scale = isNumeric ? column.NumericScale : null,
            DeclaredType = column.DataTypeName,
        };
    }

    public static bool IsText(NpgsqlDbColumn column) => !Scalars.ContainsKey(column.TypeOID) && !Lists.ContainsKey(column.TypeOID);

    public static Read ReadOf(NpgsqlDbColumn column) =>
        Scalars.TryGetValue(column.TypeOID, out var scalar) ? scalar.Read
        : Lists.TryGetValue(column.TypeOID, out var list) ? list.Read
        : column.TypeOID == Numeric ? (reader, i) => QueryValue.OfText(QueryType.Decimal, reader.GetString(i))
        : (reader, i) => QueryValue.OfText(QueryType.Text, reader.GetString(i));

    private static QueryValue Date(int days) => QueryValue.OfTime(QueryType.Date, days switch
    {
        int.MaxValue => QueryValue.Infinity,
        int.MinValue => QueryValue.MinusInfinity,
        _ => (long)days + EpochDays,
    });

    private static QueryValue Time(QueryType type, long microseconds) =>
        QueryValue.OfTime(type, microseconds is long.MaxValue or long.MinValue ? microseconds : microseconds + EpochMicroseconds);

    private static QueryValue Texts(NpgsqlDataReader reader, int column) =>
        References<string>(reader, column, text => QueryValue.OfText(QueryType.Text, text));

    private static QueryValue List<T>(NpgsqlDataReader reader, int column, Func<T, QueryValue> convert)
        where T : struct =>
        QueryValue.Of(Array.ConvertAll(reader.GetFieldValue<T?[]>(column), item => item is { } value ? convert(value) : default));

    private static QueryValue References<T>(NpgsqlDataReader reader, int column, Func<T, QueryValue> convert)
        where T : class =>
        QueryValue.Of(Array.ConvertAll(reader.GetFieldValue<T?[]>(column), item => item is { } value ? convert(value) : default));
}
