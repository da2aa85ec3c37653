using System.Collections.Concurrent;
using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Outputs;
using Microsoft.ML.OnnxRuntime;

namespace BatchVision.Recognition.Models;

/// <summary>
/// A loaded model. Rent a batch, fill its slots, run it, decode each image:
/// <code>
/// using var batch = model.Rent(8);
/// pixels.Write(batch.Slot(0));
/// model.Run(batch, count: 1);
/// var predictions = model.Decode(batch, 0, Placement.Of(model.Input, width, height));
/// </code>
/// All members may be used by many threads at once; one batch by one run at a time.
/// </summary>
public sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly OnnxGraph _graph;
    private readonly IOutputDecoder _decoder;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly RunOptions _runOptions = new();
    private readonly ConcurrentDictionary<int, ConcurrentQueue<TensorBatch>> _pool = new();
    private int _disposed;

    internal OnnxModel(
        ModelManifest manifest, ModelIdentity identity, InputSpec input, IReadOnlyList<string> labels,
        InferenceSession session, OnnxGraph graph, IOutputDecoder decoder, ExecutionProvider provider,
        ModelTuning? tuning)
    {
        Manifest = manifest;
        Identity = identity;
        Input = input;
        Labels = labels;
        Provider = provider;
        Tuning = tuning;
        _session = session;
        _graph = graph;
        _decoder = decoder;
        _inputNames = [graph.Input.Name];
        _outputNames = [.. decoder.Reads.Select(read => read.Name)];
        // A binding copies a CPU input to a GPU when it is bound, not when it is run; and it keeps the shape of the first run's outputs.
        BindsOutputs = provider == ExecutionProvider.Cpu && decoder.Reads.All(read => read.IsFixed && OnBatchAxis(read));
    }

    /// <summary>Name, version, task and fingerprint.</summary>
    public ModelIdentity Identity { get; }

    /// <summary>As written in <c>model.yaml</c>.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>What a slot of a batch must hold: the manifest's input completed by the graph.</summary>
    public InputSpec Input { get; }

    /// <summary>Names of the classes, by class index.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Where it runs.</summary>
    public ExecutionProvider Provider { get; }

    /// <summary>How it runs fastest on this machine; null where nobody searched.</summary>
    public ModelTuning? Tuning { get; }

    /// <summary>The batch size that the graph prescribes (often 1), or null when it takes any.</summary>
    public int? FixedBatchSize => _graph.Input.Dimensions[0] is > 0 and var size ? size : null;

    internal bool BindsOutputs { get; }

    /// <summary>Takes a batch from the pool, or makes one. Dispose it to give it back.</summary>
    /// <param name="capacity">
    /// Most images one run will take, at least 1 and at most <see cref="FixedBatchSize"/>. Ask for the same one each time: the pool keeps
    /// batches by capacity.
    /// </param>
    public TensorBatch Rent(int capacity)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) == 1, this);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        if (FixedBatchSize is { } fixedSize)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, fixedSize);
            capacity = fixedSize;
        }

        if (!Pool(capacity).TryDequeue(out var batch))
            batch = new TensorBatch(this, capacity, _graph.Input, _decoder.Reads);
        batch.MarkRented();
        return batch;
    }

    /// <summary>
    /// Runs the first <paramref name="count"/> slots of a batch. On CPU, with output shapes that the graph fixes, a second run of the same
    /// count allocates nothing.
    /// </summary>
    /// <param name="batch">A batch rented from this model, with the slots filled.</param>
    /// <param name="count">1 to the batch's capacity.</param>
    /// <param name="options">To end the run early; null for none.</param>
    /// <exception cref="InferenceException">ONNX Runtime failed; one image, the batch size or the device may be the cause.</exception>
    public void Run(TensorBatch batch, int count, RunOptions? options = null)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) == 1, this);
        RequireRented(batch);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, batch.Capacity);

        batch.Count = 0;
        // A graph of a fixed size runs whole; slots beyond the count hold what they held, and nobody reads their outputs.
        var size = FixedBatchSize ?? count;
        try
        {
            var bound = batch.BoundTo(_session, size);
            if (bound.Binding is { } binding)
            {
                _session.RunWithBinding(options ?? _runOptions, binding);
                batch.TakeBound(size);
            }
            else
            {
                using var results = _session.Run(options ?? _runOptions, _inputNames, bound.Inputs, _outputNames);
                batch.TakeAllocated([.. results], size);
            }
        }
        catch (OnnxRuntimeException exception)
        {
            throw new InferenceException($"{Identity.Name} failed on a batch of {size}: {SessionFactory.OneLine(exception)}", exception);
        }

        GC.KeepAlive(batch);
        batch.Count = count;
    }

    /// <summary>Predictions for one image of the last run: by falling score, ties by class index, at most <c>top_k</c>.</summary>
    /// <param name="batch">A batch that has been run.</param>
    /// <param name="index">Slot of the image, below the count of the run.</param>
    /// <param name="placement">Where the image lay in the input; boxes are given in fractions of the upright image.</param>
    /// <param name="minimumScore">Raises the manifest's floor; it never lowers it.</param>
    public IReadOnlyList<Prediction> Decode(TensorBatch batch, int index, Placement placement, float minimumScore = 0)
    {
        RequireRented(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, batch.Count);
        return _decoder.Decode(batch.Outputs, index, placement, Math.Max(minimumScore, Manifest.Output.Floor));
    }

    /// <summary>Runs blank images once per batch size, so that the first real image does not pay for arenas, kernels and bindings.</summary>
    /// <param name="capacity">Capacity of the batches that will be rented.</param>
    /// <param name="sizes">Batch sizes to run; those above the capacity or the graph's fixed size are left out. None: the capacity alone.</param>
    /// <exception cref="InferenceException">The model does not run at one of the sizes.</exception>
    public void WarmUp(int capacity, params IReadOnlyList<int> sizes)
    {
        using var batch = Rent(Math.Min(capacity, FixedBatchSize ?? capacity));
        batch.ClearInput();
        foreach (var size in sizes.Count == 0 ? [batch.Capacity] : sizes.Where(size => size <= batch.Capacity).Distinct())
            Run(batch, size);
    }

    /// <summary>Frees the session. Wait for runs to end first.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        foreach (var queue in _pool.Values)
        {
            while (queue.TryDequeue(out var batch))
                batch.Free();
        }

        _runOptions.Dispose();
        _session.Dispose();
    }

    internal void Return(TensorBatch batch)
    {
        if (Volatile.Read(ref _disposed) == 1)
            batch.Free();
        else
            Pool(batch.Capacity).Enqueue(batch);
    }

    internal long[] InputShape(int size) => InputShape(Input, size);

    internal static long[] InputShape(InputSpec input, int size) => input.Layout == TensorLayout.Nchw
        ? [size, input.Channels, input.Height, input.Width]
        : [size, input.Height, input.Width, input.Channels];

    private ConcurrentQueue<TensorBatch> Pool(int capacity) => _pool.GetOrAdd(capacity, static _ => new());

    // An export that fixes the output's first axis to 1 but leaves the input's open is judged by what comes out, not by what it states.
    private bool OnBatchAxis(GraphTensor output) => output.Dimensions[0] <= 0 || output.Dimensions[0] == FixedBatchSize;

    private void RequireRented(TensorBatch batch)
    {
        if (!batch.Belongs(this))
            throw new ArgumentException("The batch is not rented from this model.", nameof(batch));
    }
}
