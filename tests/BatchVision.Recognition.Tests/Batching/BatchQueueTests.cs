using BatchVision.Recognition.Batching;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Recognition.Tests.Batching;

public sealed class BatchQueueTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<InferenceRequest> _batch = [];

    [Fact]
    public void TryTake_FullBatch_TakesItAtOnceInOrder()
    {
        var queue = new BatchQueue(3, TimeSpan.FromSeconds(1), _time);
        var requests = Enumerable.Range(0, 4).Select(_ => Add(queue)).ToArray();

        Assert.True(queue.TryTake(_batch, callerIsIdle: false));
        Assert.Equal(requests[..3], _batch);
        Assert.False(queue.TryTake(_batch, callerIsIdle: false));
    }

    [Fact]
    public void TryTake_PartBatch_WaitsForTheMaxQueueDelay()
    {
        var queue = new BatchQueue(3, TimeSpan.FromMilliseconds(5), _time);
        Add(queue);
        _time.Advance(TimeSpan.FromMilliseconds(3));
        Add(queue);

        Assert.False(queue.TryTake(_batch, callerIsIdle: false));
        Assert.Equal(TimeSpan.FromMilliseconds(2), queue.UntilDue());

        _time.Advance(TimeSpan.FromMilliseconds(2));
        Assert.True(queue.TryTake(_batch, callerIsIdle: false));
        Assert.Equal(2, _batch.Count);
        Assert.Null(queue.UntilDue());
    }

    [Fact]
    public void TryTake_IdleCaller_NeverWaits()
    {
        var queue = new BatchQueue(8, TimeSpan.FromHours(1), _time);
        var request = Add(queue);

        Assert.True(queue.TryTake(_batch, callerIsIdle: true));
        Assert.Equal([request], _batch);
    }

    [Fact]
    public void LowerMaxBatchSize_LaterBatches_AreSmallerAndNeverGrowBack()
    {
        var queue = new BatchQueue(8, TimeSpan.FromHours(1), _time);
        for (var i = 0; i < 8; i++)
            Add(queue);

        queue.LowerMaxBatchSize(2);
        queue.LowerMaxBatchSize(4);

        Assert.Equal(2, queue.MaxBatchSize);
        Assert.True(queue.TryTake(_batch, callerIsIdle: false));
        Assert.Equal(2, _batch.Count);
    }

    private InferenceRequest Add(BatchQueue queue)
    {
        var request = new InferenceRequest(new ImageRequest(default, ["model"], default, _time), 0, new PixelBuffer(3), default, _time.GetTimestamp());
        queue.Add(request);
        return request;
    }
}
