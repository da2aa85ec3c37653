using BatchVision.Contracts;
using BatchVision.Objects;
using BatchVision.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BatchVision.Ingest.Tests;

/// <summary>The AWS SDK on a server that speaks its protocol; see <see cref="FakeSqs"/>.</summary>
public sealed class SqsPollerTests : IAsyncLifetime
{
    private readonly PauseClock _time = new();
    private readonly ObjectStores _stores = new(new S3Options());
    private Workplace _place = null!;
    private FakeSqs _sqs = null!;
    private EventLedger _ledger = null!;
    private SqsPoller _poller = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // The SDK's chain wants some; nobody checks them.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "test");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "test");
        _place = await Workplace.CreateAsync(0);
        _sqs = await FakeSqs.StartAsync();
        _ledger = new EventLedger(_place.Database, _time);
        await using var catalogue = new ModelCatalogue(_place.Database);
        await catalogue.OfferAsync(new ModelsOffered([new OfferedModel(Workplace.Cats, ["cat"])], _time.GetUtcNow()), Token);
        var options = new IngestOptions { SqsQueueUrl = _sqs.QueueUrl, Streams = [new StreamOptions { Source = "s3://pictures/live/", Models = "cats" }] };
        var intake = new EventIntake(_ledger, _stores, options, NullLogger<EventIntake>.Instance);
        _poller = new SqsPoller(intake, options, _time, NullLogger<SqsPoller>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _poller.StopAsync(CancellationToken.None);
        _poller.Dispose();
        await _ledger.DisposeAsync();
        _stores.Dispose();
        await _sqs.DisposeAsync();
        await _place.DisposeAsync();
    }

    [Fact]
    public async Task Message_WithAnEvent_IsInTheLedgerBeforeItIsDeleted()
    {
        await _poller.StartAsync(Token);
        _sqs.Put(Created("live/a.jpg"));

        Assert.Contains("live/a.jpg", await _sqs.DeletedAsync(Token), StringComparison.Ordinal);
        Assert.Equal(1, await ListedAsync());
    }

    [Fact]
    public async Task Message_ThatIsNoEvent_StaysInTheQueueAndHarmsNoOther()
    {
        await _poller.StartAsync(Token);
        _sqs.Put("""{"hello": "world"}""", "no JSON at all", Created("live/a.jpg"));
        _sqs.Put(Created("live/b.jpg"));

        Assert.Contains("live/a.jpg", await _sqs.DeletedAsync(Token), StringComparison.Ordinal);
        Assert.Contains("live/b.jpg", await _sqs.DeletedAsync(Token), StringComparison.Ordinal);
        Assert.Equal(2, await ListedAsync());
    }

    [Fact]
    public async Task Queue_ThatRefuses_IsAskedAgainAfterAPause()
    {
        _sqs.Refuse(1);
        _sqs.Put(Created("live/a.jpg"));
        await _poller.StartAsync(Token);

        await _time.Pausing.WaitAsync(Token);
        Assert.Equal(0, await ListedAsync());
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Contains("live/a.jpg", await _sqs.DeletedAsync(Token), StringComparison.Ordinal);
    }

    private async Task<long> ListedAsync()
    {
        await using var jobs = new Jobs(_place.Database, _time);
        return (await jobs.ListAsync(null, 10, Token)).Sum(job => job.Listed);
    }

    private static string Created(string key) => $$$"""
        {"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "eu-west-1", "eventTime": "2026-11-23T10:00:00.000Z",
          "eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": "pictures"},
            "object": {"key": "{{{key}}}", "size": 100, "eTag": "d41d8cd98f00b204e9800998ecf8427e", "sequencer": "0055AED6DCD90281E5"} } }]}
        """;

    /// <summary>Stands still, and tells when somebody begins to wait.</summary>
    private sealed class PauseClock() : FakeTimeProvider(DateTimeOffset.UnixEpoch.AddDays(20_000))
    {
        private readonly TaskCompletionSource _pausing = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Pausing => _pausing.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _pausing.TrySetResult();
            return timer;
        }
    }
}
