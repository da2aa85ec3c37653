using System.Runtime.InteropServices;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;
using BatchVision.TestAssets;

namespace BatchVision.Recognition.Tests.Models;

public sealed class OnnxModelTests
{
    private static readonly Placement Whole = new(4, 4, 0, 0);

    // File stem of the reference tensors and the outputs. Processors differ in the last digits; float16 needs no more room than float32.
    [Theory]
    [InlineData("mobilenetv2_f32", "classifiers_mobilenetv2_f32.onnx", "output")]
    [InlineData("nsfwjs", "moderation_nsfwjs_mobilenet_v2_nchw.onnx", "probabilities")]
    [InlineData("squeezenet_fp16", "classifiers_squeezenet_fp16.onnx", "softmaxout_1")]
    [InlineData("yolox_nano", "detectors_yolox_nano.onnx", "output")]
    [InlineData("ultraface", "face_ultraface_version-RFB-320.onnx", "boxes,scores")]
    public void Run_OnReferenceTensors_GivesReferenceOutputs(string name, string stem, string outputs)
    {
        using var model = new ModelRepository(AssetModels.Repository()).Load(name);
        using var batch = model.Rent(1);
        Fill(batch.Slot(0), ReferenceTensor($"{stem}.in"), model.Input.ElementType);

        model.Run(batch, 1);

        foreach (var (output, i) in outputs.Split(',').Select((output, i) => (output, i)))
        {
            var expected = ReferenceTensor($"{stem}.{output}.out");
            var actual = batch.Outputs[i].Image(0);
            Assert.Equal(expected.Length, actual.Length);
            var worst = 0.0;
            for (var j = 0; j < expected.Length; j++)
                worst = Math.Max(worst, Math.Abs(expected[j] - actual[j]) / Math.Max(1, Math.Abs(expected[j])));
            TestContext.Current.TestOutputHelper?.WriteLine($"{name} {output}: {worst:g3}");
            Assert.InRange(worst, 0, 1e-4);
        }
    }

    [Fact]
    public void Run_EveryBatchSize_GivesEachImageItsOwnAnswer()
    {
        using var folder = new ModelFolder();
        using var model = folder.Load();
        using var batch = model.Rent(8);

        for (var count = 1; count <= 8; count++)
        {
            for (var i = 0; i < count; i++)
                FillChannels(batch.Slot(i), 0, i, 10f * count);
            model.Run(batch, count);
            for (var i = 0; i < count; i++)
                Assert.Equal([0, i, 10f * count], batch.Outputs[0].Image(i).ToArray());
            Assert.Throws<ArgumentOutOfRangeException>(() => model.Decode(batch, count, Whole));
        }
    }

    [Fact]
    public void Decode_GivesLabelsByFallingScore_AndNeverLowersTheFloor()
    {
        using var folder = new ModelFolder();
        using var model = folder.Load();
        using var batch = model.Rent(1);
        FillChannels(batch.Slot(0), 1, 3, 2);
        model.Run(batch, 1);

        Assert.Equal(["green", "blue", "red"], model.Decode(batch, 0, Whole).Select(prediction => prediction.Label));
        Assert.Equal(["green"], model.Decode(batch, 0, Whole, minimumScore: 0.5f).Select(prediction => prediction.Label));
        FillChannels(batch.Slot(0), 0, 30, 0);
        model.Run(batch, 1);
        Assert.Equal(["green"], model.Decode(batch, 0, Whole, minimumScore: 0).Select(prediction => prediction.Label));
    }

    [Fact]
    public void Run_FixedBatchOfOne_LimitsTheBatch()
    {
        using var folder = new ModelFolder(onnx: TinyOnnx.ChannelMeans([1L, 3L, 4L, 4L], [1L, 3L, 1L, 1L]));
        using var model = folder.Load();

        Assert.Equal(1, model.FixedBatchSize);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Rent(2));
        model.WarmUp(8, 1, 4, 8);
    }

    [Fact]
    public void Run_FixedBatchOfFour_TakesFewer()
    {
        using var folder = new ModelFolder(onnx: TinyOnnx.ChannelMeans([4L, 3L, 4L, 4L], [4L, 3L, 1L, 1L]));
        using var model = folder.Load();
        using var batch = model.Rent(3);
        for (var i = 0; i < 3; i++)
            FillChannels(batch.Slot(i), i, 0, 5);

        model.Run(batch, 3);

        Assert.Equal(4, batch.Capacity);
        Assert.Equal([2f, 0, 5], batch.Outputs[0].Image(2).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Decode(batch, 3, Whole));
    }

    [Fact]
    public void Run_OutputShapeLeftOpen_IsMeasured()
    {
        var yaml = ModelFolder.Yaml.Replace("color:", "layout: nchw\n  width: 1\n  height: 1\n  color:", StringComparison.Ordinal);
        using var folder = new ModelFolder(yaml, TinyOnnx.Same());
        using var model = folder.Load();
        using var batch = model.Rent(5);
        foreach (var count in new[] { 2, 5, 1 })
        {
            for (var i = 0; i < count; i++)
                MemoryMarshal.Cast<float, byte>([i, 2, count]).CopyTo(batch.Slot(i));
            model.Run(batch, count);
            Assert.Equal([count - 1f, 2, count], batch.Outputs[0].Image(count - 1).ToArray());
        }

        Assert.False(model.BindsOutputs);
    }

    [Fact]
    public void Run_OutputOfFixedBatchUnderOpenInput_FollowsWhatComesOut()
    {
        using var folder = new ModelFolder(onnx: TinyOnnx.ChannelMeans(output: [1L, 3L, 1L, 1L]));
        using var model = folder.Load();
        using var batch = model.Rent(2);
        FillChannels(batch.Slot(0), 1, 2, 3);
        FillChannels(batch.Slot(1), 4, 5, 6);

        model.Run(batch, 2);

        Assert.Equal([4f, 5, 6], batch.Outputs[0].Image(1).ToArray());
    }

    [Fact]
    public void Run_Float16_WidensToFloat()
    {
        using var folder = new ModelFolder(onnx: TinyOnnx.ChannelMeans(type: TinyOnnx.Float16));
        using var model = folder.Load();
        using var batch = model.Rent(2);
        for (var i = 0; i < 2; i++)
        {
            var slot = MemoryMarshal.Cast<byte, Half>(batch.Slot(i));
            for (var j = 0; j < slot.Length; j++)
                slot[j] = (Half)(j / 16 + i * 0.5f);
        }

        model.Run(batch, 2);

        Assert.Equal(TensorElement.Float16, model.Input.ElementType);
        Assert.Equal([0f, 1, 2], batch.Outputs[0].Image(0).ToArray());
        Assert.Equal([0.5f, 1.5f, 2.5f], batch.Outputs[0].Image(1).ToArray());
    }

    [Fact]
    public void Run_AgainAtTheSameSize_AllocatesNothing()
    {
        using var folder = new ModelFolder();
        using var model = folder.Load();
        using var batch = model.Rent(4);
        for (var i = 0; i < 100; i++)
            model.Run(batch, i % 4 + 1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            model.Run(batch, i % 4 + 1);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Rent_AfterReturn_GivesTheSameBuffers()
    {
        using var folder = new ModelFolder();
        using var model = folder.Load();
        var first = model.Rent(4);
        first.Dispose();
        first.Dispose();
        using var second = model.Rent(4);
        using var third = model.Rent(4);

        Assert.Same(first, second);
        Assert.NotSame(first, third);
    }

    [Fact]
    public void Batch_AfterReturnOrOfAnotherModel_IsRefused()
    {
        using var folder = new ModelFolder();
        using var model = folder.Load();
        using var other = folder.Load();
        using var foreign = other.Rent(1);
        var batch = model.Rent(1);
        batch.Dispose();

        Assert.Throws<ObjectDisposedException>(() => batch.Slot(0).Clear());
        Assert.Throws<ArgumentException>(() => model.Run(batch, 1));
        Assert.Throws<ArgumentException>(() => model.Run(foreign, 1));
    }

    [Fact]
    public async Task Run_FromManyThreads_KeepsAnswersApart()
    {
        using var folder = new ModelFolder();
        using var model = folder.Load();

        await Parallel.ForAsync(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, (i, _) =>
        {
            using var batch = model.Rent(4);
            var count = i % 4 + 1;
            for (var slot = 0; slot < count; slot++)
                FillChannels(batch.Slot(slot), i, slot, 1);
            model.Run(batch, count);
            for (var slot = 0; slot < count; slot++)
                Assert.Equal([i, slot, 1f], batch.Outputs[0].Image(slot).ToArray());
            return ValueTask.CompletedTask;
        });
    }

    [Fact]
    public void Decode_BoxesAndScoresFoundByShape_WhateverTheirOrder()
    {
        var yaml = ModelFolder.Yaml.Replace("softmax, top_k: 3", "boxes-scores, floor: 0.6, background: 0", StringComparison.Ordinal);
        using var folder = new ModelFolder(yaml, TinyOnnx.BoxesAndScores(boxes: 12, classes: 4), labels: "none\na\nb\nc\n");
        using var model = folder.Load();
        using var batch = model.Rent(1);
        batch.Slot(0).Clear();
        // Both outputs are views of the input: the first row as box (0.1, 0.2, 0.5, 0.7) and as scores of its four classes.
        MemoryMarshal.Cast<byte, float>(batch.Slot(0))[3] = 0.7f;
        MemoryMarshal.Cast<byte, float>(batch.Slot(0))[2] = 0.5f;
        MemoryMarshal.Cast<byte, float>(batch.Slot(0))[1] = 0.2f;
        MemoryMarshal.Cast<byte, float>(batch.Slot(0))[0] = 0.1f;
        model.Run(batch, 1);

        var prediction = Assert.Single(model.Decode(batch, 0, Whole));

        Assert.Equal(("c", 0.7f), (prediction.Label, prediction.Score));
        Assert.Equal(0.1f, prediction.Box!.Value.X, 1e-6f);
        Assert.Equal(0.5f, prediction.Box!.Value.Height, 1e-6f);
    }

    private static float[] ReferenceTensor(string file) =>
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(SharedAssets.Reference(Path.Combine("tensors", file)))).ToArray();

    private static void Fill(Span<byte> slot, float[] values, TensorElement element)
    {
        if (element == TensorElement.Float32)
            values.CopyTo(MemoryMarshal.Cast<byte, float>(slot));
        else
            System.Numerics.Tensors.TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(slot));
    }

    private static void FillChannels(Span<byte> slot, params ReadOnlySpan<float> channels)
    {
        var values = MemoryMarshal.Cast<byte, float>(slot);
        for (var i = 0; i < values.Length; i++)
            values[i] = channels[i / 16];
    }
}
