namespace BatchVision.Storage;

/// <summary>
/// One value of a <see cref="RowSet"/>, without a box, since a write has hundreds of thousands of them. What it is says the type of its column.
/// </summary>
internal readonly struct Cell
{
    private static readonly object Number = new();

    // A text or an id; null; or Number, where the value is in the bits.
    private readonly object? _object;
    private readonly long _bits;

    private Cell(object? value) => _object = value;

    private Cell(long bits) => (_object, _bits) = (Number, bits);

    public bool IsNull => _object is null;

    public string Text => (string)_object!;

    public long Integer => _bits;

    public float Real => BitConverter.Int32BitsToSingle((int)_bits);

    public double Double => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>In UTC.</summary>
    public DateTimeOffset Timestamp => new(_bits, TimeSpan.Zero);

    public DateOnly Date => DateOnly.FromDayNumber((int)_bits);

    public Guid Guid => (Guid)_object!;

    public static implicit operator Cell(string? value) => new(value);

    public static implicit operator Cell(long? value) => value is { } number ? new Cell(number) : default;

    public static implicit operator Cell(float? value) => value is { } number ? new Cell(BitConverter.SingleToInt32Bits(number)) : default;

    public static implicit operator Cell(double? value) => value is { } number ? new Cell(BitConverter.DoubleToInt64Bits(number)) : default;

    public static implicit operator Cell(DateTimeOffset? value) => value is { } time ? new Cell(time.UtcTicks) : default;

    public static implicit operator Cell(DateOnly value) => new(value.DayNumber);

    public static implicit operator Cell(Guid value) => new((object)value);
}
