using BatchVision.Contracts;
using BatchVision.Storage;
using MassTransit;
using MassTransit.Events;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace BatchVision.Ingest.Tests;

public sealed class SuspectConsumerTests : IAsyncLifetime
{
    private Workplace _place = null!;
    private ServiceProvider _services = null!;
    private Job _job = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _place = await Workplace.CreateAsync(images: 5);
        _job = await _place.Planner(new IngestOptions()).PlanAsync(await _place.StartAsync(null, Workplace.Cats), _place.Objects, Token);
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(_place.Ledger)
            .AddSingleton(new SuspectChunks(_place.Database))
            .AddMassTransitTestHarness(bus =>
            {
                // A busy machine may need longer than the second it has by default.
                bus.SetTestTimeouts(testInactivityTimeout: TimeSpan.FromSeconds(30));
                bus.AddConsumer<SuspectConsumer, SuspectConsumerDefinition>();
                bus.UsingInMemory((context, configurator) => configurator.ConfigureEndpoints(context));
            })
            .BuildServiceProvider(validateScopes: true);
        await _services.GetRequiredService<ITestHarness>().Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _place.DisposeAsync();
    }

    [Fact]
    public async Task Suspected_Chunk_IsSplitOnceIntoTheQuarantineLane()
    {
        var chunk = (await PendingAsync()).Single().Command;
        await SendAsync(new ChunkSuspected(chunk.ChunkId, chunk.JobId, 2));
        await SendAsync(new ChunkSuspected(chunk.ChunkId, chunk.JobId, 3));

        var pending = await PendingAsync();

        Assert.Equal(5, pending.Count);
        Assert.All(pending, single => Assert.Equal((Lane.Quarantine, 1), (single.Lane, single.Command.Images.Count)));
        Assert.Equal(chunk.Images, pending.Select(single => single.Command.Images[0]));
        await CloseAsync(pending);
    }

    [Fact]
    public async Task Suspected_ChunkThatWasAnsweredMeanwhile_StaysAsItIs()
    {
        var chunk = (await PendingAsync()).Single().Command;
        await AnswerAsync(chunk);
        await SendAsync(new ChunkSuspected(chunk.ChunkId, chunk.JobId, 2));
        Assert.Empty(await PendingAsync());
        Assert.True(await _place.Ledger.TryCloseJobAsync(_job, Token));
    }

    [Fact]
    public async Task Answer_OfAChunkThatWasSplitMeanwhile_ChangesNoBooks()
    {
        var chunk = (await PendingAsync()).Single().Command;
        await SendAsync(new ChunkSuspected(chunk.ChunkId, chunk.JobId, 2));
        await AnswerAsync(chunk);
        await CloseAsync(await PendingAsync());
    }

    [Fact]
    public async Task Faulted_ThreeTimes_IsSplitAndThenGivenUpAsFailed()
    {
        var chunk = (await PendingAsync()).Single().Command;
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            await FaultAsync(chunk, new InvalidOperationException("It broke."));
            Assert.Equal(chunk.ChunkId, (await PendingAsync()).Single().Command.ChunkId);
        }

        await FaultAsync(chunk, new InvalidOperationException("It broke."));
        var single = (await PendingAsync())[0].Command;
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await FaultAsync(single, new InvalidOperationException("It broke again."));
        }

        var answer = (await _services.GetRequiredService<ITestHarness>().Published.SelectAsync<ChunkRecognized>(Token).FirstAsync(Token)).Context.Message;
        var outcome = Assert.Single(answer.Images);
        Assert.Equal((single.ChunkId, ImageStatus.ModelFailed, "It broke again."), (answer.ChunkId, outcome.Status, outcome.Reason));
        Assert.Equal([Workplace.Cats], answer.Models);
    }

    [Fact]
    public async Task Faulted_ByTheStore_IsTriedAgainForEver()
    {
        var chunk = (await PendingAsync()).Single().Command;
        for (var attempt = 1; attempt <= 10; attempt++)
        {
            await FaultAsync(chunk, new IOException("The store is away."));
        }

        Assert.Equal(Lane.Backfill, (await PendingAsync()).Single().Lane);
    }

    private Task<List<PendingChunk>> PendingAsync() => _place.Ledger.PendingChunksAsync(_job, 100, Token);

    private async Task CloseAsync(IReadOnlyList<PendingChunk> pending)
    {
        foreach (var chunk in pending)
        {
            await AnswerAsync(chunk.Command);
        }

        Assert.True(await _place.Ledger.TryCloseJobAsync(_job, Token));
        Assert.Equal(5, (await _place.Ledger.ProgressAsync(_job.JobId, Token))!.Recognized);
    }

    private async Task AnswerAsync(RecognizeChunk chunk)
    {
        await using var writer = new RecognitionWriter(_place.Database);
        await writer.WriteAsync([Workplace.Answer(chunk, [Workplace.Cats], _ => ImageStatus.Recognized)], Token);
    }

    private Task FaultAsync(RecognizeChunk chunk, Exception exception) => SendAsync<Fault<RecognizeChunk>>(
        new FaultEvent<RecognizeChunk>(chunk, null, null!, exception, MessageTypeCache<RecognizeChunk>.MessageTypeNames));

    /// <summary>Publishes and waits until it is consumed.</summary>
    private async Task SendAsync<T>(T message)
        where T : class
    {
        var harness = _services.GetRequiredService<ITestHarness>();
        var id = NewId.NextGuid();
        await harness.Bus.Publish(message, context => context.MessageId = id, Token);
        Assert.True(await harness.Consumed.Any<T>(received => received.Context.MessageId == id, Token));
    }
}
