using System.Buffers.Binary;
using System.Text;
using BatchVision.Recognition.Imaging;
using CsCheck;

namespace BatchVision.Recognition.Tests.Imaging;

public class ExifReaderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Read_BothByteOrders_FindsEveryFact(bool littleEndian)
    {
        var facts = ExifReader.Read(Block(littleEndian, orientation: 6, "2024:05:06 07:08:09", "+02:00"), readGps: true);

        Assert.Equal(6, facts.Orientation);
        Assert.Equal(new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.FromHours(2)), facts.CapturedAt);
        Assert.Equal(-(48 + (30 / 60.0) + (36 / 3600.0)), facts.Latitude!.Value, 9);
        Assert.Equal(11.25, facts.Longitude!.Value, 9);
    }

    [Fact]
    public void Read_GpsNotAskedFor_StaysSilent()
    {
        var facts = ExifReader.Read(Block(true, 1, "2024:05:06 07:08:09", "+02:00"), readGps: false);
        Assert.Null(facts.Latitude);
        Assert.Null(facts.Longitude);
    }

    [Theory]
    [InlineData("0000:00:00 00:00:00", "+02:00")]
    [InlineData("    :  :     :  :  ", "+02:00")]
    [InlineData("9999:12:31 23:59:59", "-11:00")]
    public void Read_ImpossibleDate_IsNone(string date, string offset) =>
        Assert.Null(ExifReader.Read(Block(true, 1, date, offset), readGps: false).CapturedAt);

    [Fact]
    public void Read_NoOffset_TakesUtc() =>
        Assert.Equal(TimeSpan.Zero, ExifReader.Read(Block(true, 1, "2024:05:06 07:08:09", "      "), readGps: false).CapturedAt!.Value.Offset);

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(65535)]
    public void Read_OrientationOutOfRange_IsUpright(int orientation) =>
        Assert.Equal(1, ExifReader.Read(Block(true, (ushort)orientation, "2024:05:06 07:08:09", "+02:00"), readGps: false).Orientation);

    [Fact]
    public void Read_RandomBytes_NeverThrows() =>
        Gen.Select(Gen.Byte.Array[0, 400], Gen.Bool).Sample((bytes, littleEndian) =>
        {
            ExifReader.Read(bytes, readGps: true);
            byte[] plausible = littleEndian ? [.. "II*\0"u8, 8, 0, 0, 0, .. bytes] : [.. "MM\0*"u8, 0, 0, 0, 8, .. bytes];
            var facts = ExifReader.Read(plausible, readGps: true);
            Assert.InRange(facts.Orientation, 1, 8);
        });

    [Fact]
    public void Read_DamagedBlock_NeverThrows() =>
        Gen.Select(Gen.Int[0, 400], Gen.Byte, Gen.Int[0, 400]).Sample((at, value, length) =>
        {
            var block = Block(true, 6, "2024:05:06 07:08:09", "+02:00");
            block[at % block.Length] = value;
            var facts = ExifReader.Read(block.AsSpan(0, Math.Min(length, block.Length)), readGps: true);
            Assert.InRange(facts.Orientation, 1, 8);
            Assert.True(facts.Latitude is null or (>= -90 and <= 90));
        });

    // A directory with three entries that point at two more directories and their values, as a camera writes them.
    private static byte[] Block(bool littleEndian, ushort orientation, string date, string offset)
    {
        var block = new byte[400];
        (littleEndian ? "II"u8 : "MM"u8).CopyTo(block);
        UInt16(2, 42);
        UInt32(4, 8);

        UInt16(8, 3);
        Entry(10, 0x0112, 3, 1);
        UInt16(18, orientation);
        Entry(22, 0x8769, 4, 1, 60);
        Entry(34, 0x8825, 4, 1, 100);

        UInt16(60, 2);
        Entry(62, 0x9003, 2, 20, 200);
        Entry(74, 0x9011, 2, 7, 220);
        Encoding.ASCII.GetBytes(date, block.AsSpan(200));
        Encoding.ASCII.GetBytes(offset, block.AsSpan(220));

        UInt16(100, 4);
        Entry(102, 1, 2, 2);
        block[110] = (byte)'S';
        Entry(114, 2, 5, 3, 240);
        Entry(126, 3, 2, 2);
        block[134] = (byte)'E';
        Entry(138, 4, 5, 3, 270);
        Rationals(240, 48, 1, 30, 1, 3600, 100);
        Rationals(270, 11, 1, 15, 1, 0, 1);
        return block;

        void Entry(int at, ushort tag, ushort type, uint count, uint value = 0)
        {
            UInt16(at, tag);
            UInt16(at + 2, type);
            UInt32(at + 4, count);
            UInt32(at + 8, value);
        }

        void Rationals(int at, params uint[] values)
        {
            for (var i = 0; i < values.Length; i++)
                UInt32(at + (i * 4), values[i]);
        }

        void UInt16(int at, ushort value)
        {
            if (littleEndian)
                BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(at), value);
            else
                BinaryPrimitives.WriteUInt16BigEndian(block.AsSpan(at), value);
        }

        void UInt32(int at, uint value)
        {
            if (littleEndian)
                BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(at), value);
            else
                BinaryPrimitives.WriteUInt32BigEndian(block.AsSpan(at), value);
        }
    }
}
