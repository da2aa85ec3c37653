using System.Globalization;
using System.Numerics;
using BatchVision.Cli.Query;
using BatchVision.Storage.Queries;
using Parquet.Data;
using Parquet.Schema;

namespace BatchVision.Cli.Export;

/// <summary>Which type of Parquet a column of a query becomes, and how its values get there: none of them changed, or refused.</summary>
internal static class ParquetColumns
{
    /// <summary>The most digits that readers of Parquet know.</summary>
    public const int MostDigits = 38;

    /// <summary>Digits behind the point of a number whose column does not say.</summary>
    public const int FreeScale = 18;

    // What a .NET decimal surely holds.
    private const int MostSmallDigits = 28;

    // A name that Parquet prescribes.
    private const string Item = "element";

    /// <summary>The column as it is exported: what Parquet has no type for becomes text.</summary>
    public static QueryColumn Typed(QueryColumn column) => column.Type switch
    {
        QueryType.Json => column with { Type = QueryType.Text },
        QueryType.Decimal when column.Precision is null => column with { Precision = MostDigits, Scale = FreeScale },
        // PostgreSQL has numbers of a thousand digits, and scales below nothing.
        QueryType.Decimal when column.Precision > MostDigits || column.Scale < 0 || column.Scale > column.Precision =>
            column with { Type = QueryType.Text, Precision = null, Scale = null },
        _ => column,
    };

    public static ParquetColumn Create(QueryColumn column) => column.Type switch
    {
        QueryType.Boolean => Plain(column, value => Is(value, QueryType.Boolean).AsBoolean),
        QueryType.Int16 => Plain(column, value => (short)Is(value, QueryType.Int64).AsInt64),
        QueryType.Int32 => Plain(column, value => (int)Is(value, QueryType.Int64).AsInt64),
        QueryType.Int64 => Plain(column, value => Is(value, QueryType.Int64).AsInt64),
        QueryType.Single => Plain(column, value => Is(value, QueryType.Single).AsSingle),
        QueryType.Double => Plain(column, Double),
        QueryType.Decimal when column.Precision <= MostSmallDigits => Of(
            column, name => new DecimalDataField(name, column.Precision!.Value, column.Scale!.Value, isNullable: true), SmallDecimal(column.Scale!.Value)),
        QueryType.Decimal => Of(
            column, name => new BigDecimalDataField(name, column.Precision!.Value, column.Scale!.Value, isNullable: true),
            Decimal(column.Precision!.Value, column.Scale!.Value)),
        QueryType.Instant => Of(column, name => Time(name, isUtc: true), value => value.Type == QueryType.Text ? SqliteTimes.Instant(value.AsText) : TimeText.Time(Is(value, QueryType.Instant))),
        QueryType.LocalTime => Of(column, name => Time(name, isUtc: false), value => TimeText.Time(Is(value, QueryType.LocalTime))),
        QueryType.Date => Plain(column, value => value.Type == QueryType.Text ? SqliteTimes.Date(value.AsText) : TimeText.Date(Is(value, QueryType.Date))),
        QueryType.Uuid => Plain(column, value => Is(value, QueryType.Uuid).AsUuid),
        QueryType.Bytes => Of<ReadOnlyMemory<byte>>(
            column, name => new DataField(name, typeof(byte[]), isNullable: true), value => Is(value, QueryType.Bytes).AsBytes, bytes => bytes.Length),
        _ => Text(column),
    };

    private static ParquetColumnOf<T> Plain<T>(QueryColumn column, Func<QueryValue, T> convert)
        where T : struct =>
        Of(column, name => new DataField(name, typeof(T), isNullable: true), convert);

    private static ParquetColumnOf<T> Of<T>(QueryColumn column, Func<string, DataField> field, Func<QueryValue, T> convert, Func<T, int>? size = null)
        where T : struct =>
        new(column.IsList ? new ListField(column.Name, field(Item)) : field(column.Name), column.IsList, convert, size ?? (_ => 0));

    private static DateTimeDataField Time(string name, bool isUtc) =>
        new(name, DateTimeFormat.Timestamp, isUtc, DateTimeTimeUnit.Micros, isNullable: true);

    private static ParquetColumnOf<ReadOnlyMemory<char>> Text(QueryColumn column)
    {
        // Rows that follow one another are much alike: one copy of a text serves them all.
        var texts = new RecentTexts();
        return Of<ReadOnlyMemory<char>>(
            column,
            name => new DataField(name, typeof(string), isNullable: true),
            // Numbers too: in a column of text they are what they look like.
            value => value.Type is QueryType.Bytes ? throw new UnfitValueException("bytes in a column of text.") : texts.Share(PlainText.Of(value)).AsMemory(),
            text => text.Length * sizeof(char));
    }

    private static QueryValue Is(QueryValue value, QueryType type) => value.Type == type
        ? value
        : throw new UnfitValueException($"'{PlainText.Of(value)}' is no {type.ToString().ToLowerInvariant()}, which the column is by its declaration or its first rows; cast it in the query.");

    private static double Double(QueryValue value)
    {
        if (value.Type != QueryType.Int64)
            return Is(value, QueryType.Double).AsDouble;
        var number = (double)value.AsInt64;
        // Beyond 2^53 not every whole number is a floating-point one; 2^63 itself would overflow on the way back.
        return Math.Abs(number) < long.MaxValue && (long)number == value.AsInt64
            ? number
            : throw new UnfitValueException($"{value.AsInt64} is no double; cast the column in the query.");
    }

    private static Func<QueryValue, decimal> SmallDecimal(int scale) => value =>
    {
        var number = Finite(value);
        return decimal.TryParse(number, NumberStyles.Number, CultureInfo.InvariantCulture, out var parsed) && parsed.Scale <= scale
            ? parsed
            : throw Unfit(number, scale);
    };

    private static Func<QueryValue, BigDecimal> Decimal(int precision, int scale)
    {
        var limit = BigInteger.Pow(10, precision);
        return value =>
        {
            var number = Finite(value);
            var point = number.IndexOf('.', StringComparison.Ordinal);
            var fraction = point < 0 ? "" : number[(point + 1)..].TrimEnd('0');
            var whole = point < 0 ? number : number[..point];
            if (fraction.Length > scale)
                throw Unfit(number, scale);
            var unscaled = BigInteger.Parse(whole + fraction.PadRight(scale, '0'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            return BigInteger.Abs(unscaled) < limit ? new BigDecimal(unscaled, precision, scale) : throw Unfit(number, scale);
        };
    }

    private static string Finite(QueryValue value)
    {
        var number = Is(value, QueryType.Decimal).AsText;
        return char.IsAsciiDigit(number[^1]) ? number : throw new UnfitValueException($"Parquet has no exact number {number}; cast the column to double precision.");
    }

    private static UnfitValueException Unfit(string number, int scale) => new(
        $"{number} has more digits than {MostDigits - FreeScale} before the point, or than {scale} behind it; cast the column in the query, to numeric(38, 24) or double precision for example.");
}
