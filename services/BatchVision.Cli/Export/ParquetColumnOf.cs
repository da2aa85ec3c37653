using BatchVision.Storage.Queries;
using Parquet;
using Parquet.Schema;

namespace BatchVision.Cli.Export;

/// <summary>
/// A column whose values are of one type. Levels are those of the format: 0 is NULL; for a list 1 is an empty one, 2 a NULL within and 3 a value,
/// and repetition 1 continues the list of the value before.
/// </summary>
/// <param name="field">Its place in the schema; everything in it may be NULL.</param>
/// <param name="isList">Whether its values are lists.</param>
/// <param name="convert">Makes a value what Parquet stores.</param>
/// <param name="size">Bytes of a value beside itself.</param>
internal sealed class ParquetColumnOf<T>(Field field, bool isList, Func<QueryValue, T> convert, Func<T, int> size) : ParquetColumn(field)
    where T : struct
{
    private const int EmptyList = 1;
    private const int NullItem = 2;

    // 24 bytes for a value and its levels, or about that.
    private const int SlotBytes = 24;

    private readonly List<int> _definitions = [];
    private readonly List<int> _repetitions = [];
    private readonly int _present = isList ? 3 : 1;
    private T[] _values = new T[1024];
    private int _count;

    public override void Add(QueryValue value)
    {
        if (value.IsNull)
            Level(0, 0);
        else if (!isList)
            Put(value, 0);
        else if (value.AsList is { Count: > 0 } items)
            AddItems(items);
        else
            Level(EmptyList, 0);
    }

    public override async Task WriteAsync(ParquetRowGroupWriter group, DataField field, CancellationToken cancellationToken)
    {
        await group.WriteAllPartsAsync<T>(
            field, _values.AsMemory(0, _count), Levels(_definitions), isList ? Levels(_repetitions) : null, cancellationToken);
        Array.Clear(_values, 0, _count);
        _count = 0;
        _definitions.Clear();
        _repetitions.Clear();
        Bytes = 0;
    }

    private static ReadOnlyMemory<int>? Levels(List<int> levels) => levels.ToArray();

    private void AddItems(IReadOnlyList<QueryValue> items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            var repetition = i == 0 ? 0 : 1;
            if (items[i].IsNull)
                Level(NullItem, repetition);
            else
                Put(items[i], repetition);
        }
    }

    private void Put(QueryValue value, int repetition)
    {
        var converted = convert(value);
        if (_count == _values.Length)
            Array.Resize(ref _values, _count * 2);
        _values[_count++] = converted;
        Bytes += size(converted);
        Level(_present, repetition);
    }

    private void Level(int definition, int repetition)
    {
        _definitions.Add(definition);
        if (isList)
            _repetitions.Add(repetition);
        Bytes += SlotBytes;
    }
}
