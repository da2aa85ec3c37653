using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace BatchVision.Recognition.Models;

/// <summary>
/// Buffers of one run, used again and again: input slots that the caller fills, outputs that <see cref="OnnxModel.Decode"/> reads.
/// Rent it from <see cref="OnnxModel.Rent"/>; disposing gives it back. Slots may be filled by several threads, each its own.
/// </summary>
public sealed class TensorBatch : IDisposable
{
    private readonly OnnxModel _owner;
    private readonly GraphTensor _input;
    private readonly GraphTensor[] _reads;
    private readonly AlignedBuffer _inputBuffer;
    private readonly AlignedBuffer?[] _halfBuffers;
    private readonly Bound?[] _bound;
    private int _rented;

    internal TensorBatch(OnnxModel owner, int capacity, GraphTensor input, IReadOnlyList<GraphTensor> reads)
    {
        _owner = owner;
        _input = input;
        _reads = [.. reads];
        Capacity = capacity;
        _inputBuffer = new AlignedBuffer(checked(owner.Input.SlotBytes * capacity));
        Outputs = [.. _reads.Select(read => new OutputTensor(read.ImageShape, capacity))];
        _halfBuffers = [.. _reads.Select(read => read.Type == TensorElementType.Float16
            ? new AlignedBuffer(read.ImageLength * capacity * 2)
            : null)];
        _bound = new Bound?[capacity + 1];
    }

    /// <summary>Most images one run of this batch takes.</summary>
    public int Capacity { get; }

    /// <summary>Images of the last run; those that may be decoded.</summary>
    public int Count { get; internal set; }

    internal OutputTensor[] Outputs { get; }

    /// <summary>
    /// Input of image <paramref name="index"/>: <see cref="Imaging.InputSpec.SlotBytes"/> bytes in the layout and element type of
    /// <see cref="OnnxModel.Input"/>, cache-line aligned in slot 0. Holds what the last use left: fill all of it.
    /// </summary>
    /// <param name="index">0 to <see cref="Capacity"/> − 1.</param>
    public Span<byte> Slot(int index)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _rented) == 0, this);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Capacity);
        return _inputBuffer.Bytes.Slice(index * _owner.Input.SlotBytes, _owner.Input.SlotBytes);
    }

    /// <summary>Gives the batch back to its model. Nothing of it may be used after that.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _rented, 0) == 1)
            _owner.Return(this);
    }

    internal bool Belongs(OnnxModel model) => ReferenceEquals(model, _owner) && Volatile.Read(ref _rented) == 1;

    internal void MarkRented()
    {
        Count = 0;
        Volatile.Write(ref _rented, 1);
    }

    internal void ClearInput() => _inputBuffer.Bytes.Clear();

    /// <summary>Names and values bound for a batch size; made at its first use, so that later runs allocate nothing.</summary>
    internal Bound BoundTo(InferenceSession session, int size) => _bound[size] ??= Bind(session, size);

    /// <summary>Widens float16 outputs that a bound run has filled.</summary>
    internal void TakeBound(int size)
    {
        for (var i = 0; i < _reads.Length; i++)
        {
            if (_halfBuffers[i] is not { } half)
                continue;
            var length = _reads[i].ImageLength * size;
            TensorPrimitives.ConvertToSingle(half.As<Half>()[..length], Outputs[i].Buffer.As<float>());
        }
    }

    /// <summary>Copies outputs that ONNX Runtime has allocated, whatever their shape came out as.</summary>
    internal void TakeAllocated(IReadOnlyList<OrtValue> results, int size)
    {
        for (var i = 0; i < results.Count; i++)
        {
            var shape = results[i].GetTensorTypeAndShape().Shape;
            if (shape.Length == 0 || shape[0] != size)
                throw new InferenceException($"Output {_reads[i]} came out as [{string.Join(", ", shape)}] for a batch of {size}; the model is not batchable as exported");
            var values = Outputs[i].Reshape([.. shape.Skip(1).Select(length => checked((int)length))], size);
            if (_reads[i].Type == TensorElementType.Float16)
                TensorPrimitives.ConvertToSingle(System.Runtime.InteropServices.MemoryMarshal.Cast<Float16, Half>(results[i].GetTensorDataAsSpan<Float16>()), values);
            else
                results[i].GetTensorDataAsSpan<float>().CopyTo(values);
        }
    }

    internal void Free()
    {
        foreach (var bound in _bound)
            bound?.Dispose();
        Array.Clear(_bound);
    }

    private Bound Bind(InferenceSession session, int size)
    {
        var input = Value(_input, _owner.InputShape(size), _inputBuffer, _owner.Input.SlotBytes * size);
        if (!_owner.BindsOutputs)
            return new Bound(input, [], null);

        var outputs = _reads.Select((read, i) =>
        {
            var buffer = _halfBuffers[i] ?? Outputs[i].Buffer;
            long[] shape = [size, .. read.ImageShape.Select(length => (long)length)];
            return Value(read, shape, buffer, read.ImageLength * size * (_halfBuffers[i] is null ? 4 : 2));
        }).ToArray();
        var binding = session.CreateIoBinding();
        binding.BindInput(_input.Name, input);
        for (var i = 0; i < outputs.Length; i++)
            binding.BindOutput(_reads[i].Name, outputs[i]);
        return new Bound(input, outputs, binding);
    }

    private static OrtValue Value(GraphTensor tensor, long[] shape, AlignedBuffer buffer, int bytes) =>
        OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, tensor.Type, shape, buffer.Address, bytes);

    internal sealed class Bound(OrtValue input, OrtValue[] outputs, OrtIoBinding? binding) : IDisposable
    {
        public OrtValue[] Inputs { get; } = [input];

        public OrtIoBinding? Binding => binding;

        public void Dispose()
        {
            binding?.Dispose();
            input.Dispose();
            foreach (var output in outputs)
                output.Dispose();
        }
    }
}
