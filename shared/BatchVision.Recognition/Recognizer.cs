using System.Diagnostics;
using BatchVision.Recognition.Batching;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;

namespace BatchVision.Recognition;

/// <summary>
/// Bytes in, predictions out. An image is admitted, decoded once on a compute thread, fitted to the input of each requested model,
/// and waits in each model's queue for a batch; its outcome is complete when the last model has answered.
/// </summary>
public sealed class Recognizer : IDisposable
{
    /// <summary>On a GPU, where nothing else says: what saturates a mid-size one with classifiers.</summary>
    public const int DefaultMaxBatchSize = 32;

    // For manifests that leave it open: a delay that nobody notices.
    private static readonly TimeSpan DefaultMaxQueueDelay = TimeSpan.FromMilliseconds(5);

    private static readonly KeyValuePair<string, object?> DecodeStage = new("stage", "decode");
    private static readonly KeyValuePair<string, object?> CpuDevice = new("device", RecognitionMetrics.Cpu);

    private readonly RecognizerOptions _options;
    private readonly ImageDecoder _decoder;
    private readonly Dictionary<string, BatchRunner> _runners;
    private readonly Dictionary<string, DeviceThread> _devices;
    private readonly ComputeThreads _compute;
    private readonly SemaphoreSlim _admission;
    private readonly TimeProvider _time;

    /// <summary>Starts the threads. Takes ownership of the models, which are warm when it returns.</summary>
    public Recognizer(IReadOnlyList<OnnxModel> models, RecognizerOptions options, TimeProvider? time = null)
    {
        _options = options;
        _time = time ?? TimeProvider.System;
        _decoder = new ImageDecoder(options.Limits, options.ReadGps);
        Models = models;
        CpuThreads = options.ComputeThreads ?? models.Max(model => model.Tuning?.ComputeThreads) ?? Environment.ProcessorCount;
        _runners = models.ToDictionary(model => model.Identity.Fingerprint, CreateRunner);
        foreach (var runner in _runners.Values)
            runner.Model.WarmUp(runner.Queue.MaxBatchSize);

        var onCpu = _runners.Values.Where(runner => runner.Model.Provider == ExecutionProvider.Cpu).ToArray();
        _devices = _runners.Where(pair => pair.Value.Model.Provider != ExecutionProvider.Cpu)
            .ToDictionary(pair => pair.Key, pair => new DeviceThread(pair.Value));
        _compute = new ComputeThreads(CpuThreads, onCpu, Decode);
        RecognitionMetrics.CountThreads(CpuThreads, GpuModels);

        // Enough to keep every thread decoding while full batches run and the next ones gather; memory is bounded by it.
        MaxImagesInFlight = (4 * CpuThreads) + (2 * _runners.Values.Max(runner => runner.Queue.MaxBatchSize));
        _admission = new SemaphoreSlim(MaxImagesInFlight);
    }

    /// <summary>The loaded models.</summary>
    public IReadOnlyList<OnnxModel> Models { get; }

    /// <summary>Largest encoded file that is worth fetching, in bytes.</summary>
    public long MaxBytes => _options.Limits.MaxBytes;

    /// <summary>Most images between admission and outcome.</summary>
    public int MaxImagesInFlight { get; }

    /// <summary>Threads that decode and, for models on the CPU, infer.</summary>
    public int CpuThreads { get; }

    /// <summary>Models that run on a GPU, each fed by a thread of its own.</summary>
    public int GpuModels => _devices.Count;

    /// <summary>
    /// Waits for a place in the pipeline. To be called before an image's bytes are fetched, and disposed when its outcome is known,
    /// so that memory stays bounded however many images are asked for at once.
    /// </summary>
    public async ValueTask<Admission> AdmitAsync(CancellationToken cancellationToken)
    {
        // Without the token, which would cost three objects a wait: those inside come out, and with them the wait ends.
        await _admission.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        var admission = new Admission(_admission);
        if (!cancellationToken.IsCancellationRequested)
            return admission;
        admission.Dispose();
        throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>Recognises one image.</summary>
    /// <param name="encoded">The file; must stay untouched until the task ends.</param>
    /// <param name="fingerprints">Models to run, one or more, each one of <see cref="Models"/>.</param>
    /// <param name="cancellationToken">Looked at once: a thread may soon be reading the caller's bytes, so what has begun ends by itself.</param>
    /// <returns>Always an outcome: what is wrong with one image is data, never an exception.</returns>
    public Task<ImageRecognition> RecognizeAsync(
        ReadOnlyMemory<byte> encoded, IReadOnlyList<string> fingerprints, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(fingerprints.Count);
        cancellationToken.ThrowIfCancellationRequested();
        var image = new ImageRequest(encoded, fingerprints, Activity.Current?.Context ?? default, _time);
        _compute.Add(image);
        return image.Recognition;
    }

    /// <summary>Ends the threads and unloads the models. No recognition may be in progress.</summary>
    public void Dispose()
    {
        RecognitionMetrics.CountThreads(-CpuThreads, -GpuModels);
        _compute.Dispose();
        foreach (var device in _devices.Values)
            device.Dispose();
        foreach (var model in Models)
            model.Dispose();
        _admission.Dispose();
    }

    private BatchRunner CreateRunner(OnnxModel model)
    {
        var batching = model.Manifest.Batching;
        var size = _options.MaxBatchSize ?? model.Tuning?.MaxBatchSize ?? (model.Provider == ExecutionProvider.Cpu ? 1 : DefaultMaxBatchSize);
        size = Math.Min(size, batching.MaxBatchSize ?? int.MaxValue);
        var queue = new BatchQueue(model.FixedBatchSize ?? size, batching.MaxQueueDelay ?? DefaultMaxQueueDelay, _time);
        return new BatchRunner(model, queue, _time);
    }

    // Runs on a compute thread: everything that needs the decoded raster happens before the scratch is used again.
    private void Decode(ImageRequest image, DecodeScratch scratch)
    {
        try
        {
            Prepare(image, scratch);
        }
        catch (Exception exception)
        {
            image.Fail(exception);
        }
    }

    private void Prepare(ImageRequest image, DecodeScratch scratch)
    {
        var started = _time.GetTimestamp();
        var runners = new BatchRunner[image.Fingerprints.Count];
        var inputs = new InputSpec[runners.Length];
        for (var i = 0; i < runners.Length; i++)
        {
            runners[i] = _runners[image.Fingerprints[i]];
            inputs[i] = runners[i].Model.Input;
        }

        var result = _decoder.Decode(image.Encoded.Span, inputs, scratch);
        if (result.Rejection is { } rejection)
        {
            image.Reject(rejection, Record(started, _time.GetTimestamp()));
            return;
        }

        var decoded = result.Image!;
        var pixels = new PixelBuffer[runners.Length];
        for (var i = 0; i < runners.Length; i++)
        {
            pixels[i] = new PixelBuffer(inputs[i].Width * inputs[i].Height * 3);
            PixelResizer.Fill(decoded, inputs[i], pixels[i].Span, scratch);
        }

        var decodedAt = _time.GetTimestamp();
        image.Decoded(decoded.Facts, Record(started, decodedAt), decodedAt);
        for (var i = 0; i < runners.Length; i++)
        {
            runners[i].Add(image, i, pixels[i], Placement.Of(inputs[i], decoded.Facts.Width, decoded.Facts.Height));
            if (_devices.TryGetValue(image.Fingerprints[i], out var device))
                device.Signal();
            else
                _compute.Signal();
        }
    }

    private TimeSpan Record(long started, long decodedAt)
    {
        var decodeTime = _time.GetElapsedTime(started, decodedAt);
        RecognitionMetrics.Decode.Record(decodeTime.TotalSeconds);
        RecognitionMetrics.ComputeTime.Add(decodeTime.TotalSeconds, DecodeStage, CpuDevice);
        return decodeTime;
    }
}
