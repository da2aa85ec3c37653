using BatchVision.Recognition.Quantization.Onnx;

namespace BatchVision.Recognition.Tests.Quantization;

public sealed class OnnxFileTests
{
    [Theory]
    [InlineData("colors")]
    [InlineData("everyday")]
    [InlineData("logos")]
    public void ToArray_UnchangedModel_GivesTheSameBytes(string model)
    {
        var bytes = OwnModels.Onnx(model);

        Assert.Equal(bytes, OnnxFile.Parse(bytes).ToArray());
    }

    [Fact]
    public void ToArray_FieldsNobodyKnows_AreKeptAtEveryLevel()
    {
        // A number, 8 bytes, 4 bytes and a text, in fields that ONNX does not have.
        var unknown = Convert.FromHexString("C03E07" + "C93E0102030405060708" + "D53E01020304" + "DA3E026869");
        WireMessage WithUnknown() => WireMessage.Parse(unknown);
        var node = WithUnknown().Add(1, "x").Add(2, "y").Add(4, "Relu");
        var constant = WithUnknown().Add(1, 1).Add(2, 1).Add(8, "c").Add(9, new byte[4]);
        var graph = WithUnknown().Add(1, node).Add(5, constant).Add(11, WithUnknown().Add(1, "x")).Add(12, WithUnknown().Add(1, "y"));
        var file = OnnxFile.Parse(WithUnknown().Add(7, graph).ToArray());

        file.Nodes[0].Inputs[0] = "z";
        var written = WireMessage.Parse(file.ToArray());

        var writtenGraph = written.Message(7);
        Assert.Equal("z", writtenGraph.Message(1).Text(1));
        foreach (var message in new[] { written, writtenGraph, writtenGraph.Message(1), writtenGraph.Message(5), writtenGraph.Message(11), writtenGraph.Message(12) })
        {
            Assert.Equal(7, message.Number(1000));
            Assert.Equal("hi", message.Text(1003));
            Assert.Contains(Convert.ToHexString(unknown), Convert.ToHexString(message.ToArray()), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("0A", "cut off")]
    [InlineData("0A05AA", "a field of 5 bytes is cut off after 1")]
    [InlineData("0AFFFFFFFFFFFFFFFFFF01", "cut off after 0")]
    [InlineData("08FFFFFFFFFFFFFFFFFFFFFF01", "too long")]
    [InlineData("0B", "wire type 3")]
    [InlineData("0D0102", "a field of 4 bytes is cut off after 2")]
    [InlineData("0001", "number 0")]
    public void Parse_BrokenBytes_SaysWhatIsWrong(string hex, string expected)
    {
        var exception = Assert.Throws<InvalidDataException>(() => WireMessage.Parse(Convert.FromHexString(hex)));

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Floats_FewerThanTheDimensionsSay_AreRefused()
    {
        var tensor = OnnxTensor.Of<float>("w", OnnxType.Float, [2, long.MaxValue / 4], [1, 2]);

        var exception = Assert.Throws<InvalidDataException>(() => tensor.Floats());

        Assert.StartsWith("tensor 'w' holds 2 numbers, but its dimensions [2, ", exception.Message, StringComparison.Ordinal);
    }
}
