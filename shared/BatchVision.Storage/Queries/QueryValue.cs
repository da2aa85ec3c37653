namespace BatchVision.Storage.Queries;

/// <summary>One value of a query, without an allocation for what is small: there are millions of them.</summary>
public readonly struct QueryValue
{
    /// <summary>Later than every moment, or day; the database knows such values.</summary>
    public const long Infinity = long.MaxValue;

    /// <summary>Earlier than every moment, or day.</summary>
    public const long MinusInfinity = long.MinValue;

    private readonly long _bits;
    private readonly object? _reference;

    private QueryValue(QueryType type, long bits, object? reference)
    {
        Type = type;
        _bits = bits;
        _reference = reference;
    }

    /// <summary>What it is; decides which of the others may be asked.</summary>
    public QueryType Type { get; }

    /// <summary>Whether it is NULL, as <c>default</c> is.</summary>
    public bool IsNull => Type == QueryType.None;

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber => Type is QueryType.Int64 or QueryType.Single or QueryType.Double or QueryType.Decimal;

    /// <summary>Of a <see cref="QueryType.Boolean"/>.</summary>
    public bool AsBoolean => _bits != 0;

    /// <summary>Of an <see cref="QueryType.Int64"/>.</summary>
    public long AsInt64 => _bits;

    /// <summary>Of a <see cref="QueryType.Single"/>.</summary>
    public float AsSingle => BitConverter.Int32BitsToSingle((int)_bits);

    /// <summary>Of a <see cref="QueryType.Double"/>.</summary>
    public double AsDouble => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>
    /// Microseconds since 1970-01-01T00:00:00 of an <see cref="QueryType.Instant"/> or a <see cref="QueryType.LocalTime"/>, days since
    /// 1970-01-01 of a <see cref="QueryType.Date"/>; or one of the infinities.
    /// </summary>
    public long AsTime => _bits;

    /// <summary>Of a <see cref="QueryType.Text"/>, <see cref="QueryType.Json"/> or <see cref="QueryType.Decimal"/>.</summary>
    public string AsText => (string)_reference!;

    /// <summary>Of a <see cref="QueryType.Uuid"/>.</summary>
    public Guid AsUuid => (Guid)_reference!;

    /// <summary>Of <see cref="QueryType.Bytes"/>.</summary>
    public byte[] AsBytes => (byte[])_reference!;

    /// <summary>Of a <see cref="QueryType.List"/>.</summary>
    public IReadOnlyList<QueryValue> AsList => (QueryValue[])_reference!;

    internal static QueryValue Of(bool value) => new(QueryType.Boolean, value ? 1 : 0, null);

    internal static QueryValue Of(long value) => new(QueryType.Int64, value, null);

    internal static QueryValue Of(float value) => new(QueryType.Single, BitConverter.SingleToInt32Bits(value), null);

    internal static QueryValue Of(double value) => new(QueryType.Double, BitConverter.DoubleToInt64Bits(value), null);

    internal static QueryValue Of(Guid value) => new(QueryType.Uuid, 0, value);

    internal static QueryValue Of(byte[] value) => new(QueryType.Bytes, 0, value);

    internal static QueryValue Of(QueryValue[] values) => new(QueryType.List, 0, values);

    internal static QueryValue OfText(QueryType type, string value) => new(type, 0, value);

    internal static QueryValue OfTime(QueryType type, long value) => new(type, value, null);
}
