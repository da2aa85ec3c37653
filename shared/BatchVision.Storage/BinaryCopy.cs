using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace BatchVision.Storage;

/// <summary>
/// Rows in PostgreSQL's binary COPY format (https://www.postgresql.org/docs/current/sql-copy.html, "Binary Format"). Npgsql's importer writes the same at
/// five times the cost: it looks for a converter, a lock and a cancellation for each value.
/// </summary>
internal static class BinaryCopy
{
    private const int Flush = 64 * 1024;

    // Times are counted from the first of January 2000.
    private static readonly int FirstDay = new DateOnly(2000, 1, 1).DayNumber;
    private static readonly long FirstTick = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;

    /// <summary>Writes all rows, header and trailer included.</summary>
    public static async Task WriteAsync(RowSet rows, Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(Flush + (Flush / 4));
        // The signature, no flags, no extension.
        buffer.Write((ReadOnlySpan<byte>)[.. "PGCOPY\n"u8, 0xff, .. "\r\n\0"u8, 0, 0, 0, 0, 0, 0, 0, 0]);
        for (var row = 0; row < rows.Count; row++)
        {
            Write(buffer, rows, row);
            if (buffer.WrittenCount >= Flush)
            {
                await stream.WriteAsync(buffer.WrittenMemory, cancellationToken);
                buffer.ResetWrittenCount();
            }
        }

        Number(buffer, (short)-1);
        await stream.WriteAsync(buffer.WrittenMemory, cancellationToken);
    }

    private static void Write(ArrayBufferWriter<byte> buffer, RowSet rows, int row)
    {
        var columns = rows.Shape.Columns;
        Number(buffer, (short)columns.Length);
        for (var column = 0; column < columns.Length; column++)
        {
            var cell = rows[row, column];
            if (cell.IsNull)
            {
                Number(buffer, -1);
            }
            else
            {
                Write(buffer, columns[column].Type, cell);
            }
        }
    }

    private static void Write(ArrayBufferWriter<byte> buffer, ColumnType type, Cell cell)
    {
        switch (type)
        {
            case ColumnType.Text:
                Number(buffer, Encoding.UTF8.GetByteCount(cell.Text));
                Encoding.UTF8.GetBytes(cell.Text, buffer);
                break;
            case ColumnType.Integer:
                Number(buffer, sizeof(long));
                Number(buffer, cell.Integer);
                break;
            case ColumnType.Integer32:
                Number(buffer, sizeof(int));
                Number(buffer, checked((int)cell.Integer));
                break;
            case ColumnType.Real:
                Number(buffer, sizeof(float));
                Number(buffer, BitConverter.SingleToInt32Bits(cell.Real));
                break;
            case ColumnType.Double:
                Number(buffer, sizeof(double));
                Number(buffer, BitConverter.DoubleToInt64Bits(cell.Double));
                break;
            case ColumnType.Timestamp:
                Number(buffer, sizeof(long));
                Number(buffer, (cell.Timestamp.Ticks - FirstTick) / TimeSpan.TicksPerMicrosecond);
                break;
            case ColumnType.Date:
                Number(buffer, sizeof(int));
                Number(buffer, cell.Date.DayNumber - FirstDay);
                break;
            case ColumnType.Guid:
                Number(buffer, 16);
                cell.Guid.TryWriteBytes(buffer.GetSpan(16), bigEndian: true, out var written);
                buffer.Advance(written);
                break;
            default:
                throw new NotSupportedException($"A column of type {type}.");
        }
    }

    private static void Number(ArrayBufferWriter<byte> buffer, short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(buffer.GetSpan(sizeof(short)), value);
        buffer.Advance(sizeof(short));
    }

    private static void Number(ArrayBufferWriter<byte> buffer, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(buffer.GetSpan(sizeof(int)), value);
        buffer.Advance(sizeof(int));
    }

    private static void Number(ArrayBufferWriter<byte> buffer, long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(buffer.GetSpan(sizeof(long)), value);
        buffer.Advance(sizeof(long));
    }
}
