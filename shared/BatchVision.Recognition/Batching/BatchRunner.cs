using System.Collections.Concurrent;
using System.Diagnostics;
using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;

namespace BatchVision.Recognition.Batching;

/// <summary>Runs one model over its queue. A batch that fails is halved until the culprit is alone; its neighbours never notice.</summary>
internal sealed class BatchRunner(OnnxModel model, BatchQueue queue, TimeProvider time)
{
    // An exporter drops the links of a span above this number unless told otherwise (OTEL_SPAN_LINK_COUNT_LIMIT).
    private const int MaxLinks = 128;

    private static readonly KeyValuePair<string, object?> InferenceStage = new("stage", "inference");

    private readonly ConcurrentBag<List<InferenceRequest>> _lists = [];
    private readonly KeyValuePair<string, object?> _modelTag = new("model", model.Identity.Name);
    private readonly KeyValuePair<string, object?> _deviceTag = new(
        "device", model.Provider == ExecutionProvider.Cpu ? RecognitionMetrics.Cpu : RecognitionMetrics.Gpu);

    public OnnxModel Model => model;

    public BatchQueue Queue => queue;

    /// <param name="image">The image, which takes the answer.</param>
    /// <param name="index">Place of this model among those that the image asks.</param>
    /// <param name="pixels">The image as it lies in the model's input.</param>
    /// <param name="placement">Where it lies there.</param>
    public void Add(ImageRequest image, int index, PixelBuffer pixels, Placement placement) =>
        queue.Add(new InferenceRequest(image, index, pixels, placement, time.GetTimestamp()));

    /// <summary>Runs the next batch if one is due; false where none is.</summary>
    public bool TryRunOne(bool callerIsIdle)
    {
        if (!_lists.TryTake(out var batch))
            batch = [];
        var taken = queue.TryTake(batch, callerIsIdle);
        if (taken)
        {
            RecognitionMetrics.BatchSize.Record(batch.Count, _modelTag);
            var started = time.GetTimestamp();
            foreach (var request in batch)
                RecognitionMetrics.BatchWait.Record(time.GetElapsedTime(request.EnqueuedAt, started).TotalSeconds, _modelTag);
            using (StartSpan(batch))
                Run(batch, 0, batch.Count);
            RecognitionMetrics.ComputeTime.Add(
                time.GetElapsedTime(started).TotalSeconds, InferenceStage, _deviceTag);
        }

        batch.Clear();
        _lists.Add(batch);
        return taken;
    }

    /// <summary>A span for a batch with images of a sampled trace: a root of its own, since it belongs to several chunks, with a link to each.</summary>
    private Activity? StartSpan(List<InferenceRequest> batch)
    {
        if (!batch.Exists(request => request.Chunk.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)))
            return null;

        var links = batch.Select(request => request.Chunk).Where(chunk => chunk != default).Distinct().Take(MaxLinks).Select(chunk => new ActivityLink(chunk));
        return RecognitionMetrics.Source.StartActivity(
            $"infer {model.Identity.Name}", ActivityKind.Internal, default(ActivityContext),
            [_modelTag, new("batchvision.inference.batch.size", batch.Count)], links);
    }

    private void Run(List<InferenceRequest> batch, int start, int count)
    {
        // Another thread may have lowered the queue's size since this batch was taken.
        using var tensors = model.Rent(Math.Max(count, queue.MaxBatchSize));
        var done = 0;
        try
        {
            var started = time.GetTimestamp();
            for (var i = 0; i < count; i++)
                TensorWriter.Write(batch[start + i].Pixels.Span, model.Input, tensors.Slot(i));
            model.Run(tensors, count);
            RecognitionMetrics.Inference.Record(
                time.GetElapsedTime(started).TotalSeconds, _modelTag);

            for (; done < count; done++)
            {
                var request = batch[start + done];
                var predictions = model.Decode(tensors, done, request.Placement);
                request.Complete(new ModelOutcome(model.Identity.Fingerprint, ImageStatus.Recognized, null, predictions));
            }
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            Bisect(batch, start + done, count - done, exception);
        }
    }

    private void Bisect(List<InferenceRequest> batch, int start, int count, Exception exception)
    {
        Activity.Current?.SetStatus(ActivityStatusCode.Error, FirstLine(exception.Message));
        if (count == 1)
        {
            var reason = $"{model.Identity.Name} failed on this image: {FirstLine(exception.Message)}";
            batch[start].Complete(new ModelOutcome(model.Identity.Fingerprint, ImageStatus.ModelFailed, reason, []));
            return;
        }

        var half = count / 2;
        if (exception is InferenceException { OutOfMemory: true })
            queue.LowerMaxBatchSize(half);
        Run(batch, start, half);
        Run(batch, start + half, count - half);
    }

    private static string FirstLine(string message) => message.Split('\n', 2)[0].Trim();
}
