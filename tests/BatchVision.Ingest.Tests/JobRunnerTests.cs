using System.Diagnostics;
using BatchVision.Contracts;
using BatchVision.Results;
using BatchVision.Storage;
using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace BatchVision.Ingest.Tests;

public sealed class JobRunnerTests
{
    private static readonly IngestOptions Options = new()
    {
        PageSize = 20,
        ChunkSize = 4,
        Window = 3,
        PollInterval = TimeSpan.FromMilliseconds(5),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_WithAWorkerThatAnswersTwice_ClosesBalancedBooks()
    {
        await using var place = await Workplace.CreateAsync(images: 50);
        await using var services = await StartAsync(place, withWorker: true);
        var job = await place.StartAsync(null, Workplace.Cats, Workplace.Faces);

        var progress = await services.GetRequiredService<JobRunner>().RunAsync(job, place.Objects, Token);

        Assert.Equal(("done", 50L, 45L, 5L, 0L), (progress.Status, progress.Listed, progress.Recognized, progress.Failed, progress.Pending));
    }

    [Fact]
    public async Task Run_Traced_LeadsFromEachPageThroughItsChunksToTheWritesThatLinkToThem()
    {
        var exported = new List<Activity>();
        var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource("BatchVision.*", "MassTransit")
            .AddInMemoryExporter(exported)
            .Build();
        await using var place = await Workplace.CreateAsync(images: 50);
        await using var services = await StartAsync(place, withWorker: true);
        var job = await place.StartAsync(null, Workplace.Cats, Workplace.Faces);

        await services.GetRequiredService<JobRunner>().RunAsync(job, place.Objects, Token);
        await services.GetRequiredService<ITestHarness>().Stop(Token);
        provider.Dispose();

        // Three pages of 20 images, and one that found nothing more; each is the head of a trace with its chunks of four.
        var pages = exported.Where(span => span.DisplayName == "list page" && Equals(span.GetTagItem("batchvision.job.id"), job.JobId)).OrderBy(span => span.StartTimeUtc).ToList();
        Assert.All(pages, page => Assert.Equal(default, page.ParentSpanId));
        var sends = exported.Where(span => span.DisplayName == "send chunk").ToLookup(span => span.ParentSpanId);
        Assert.Equal([5, 5, 3], pages.Select(page => sends[page.SpanId].Count()).Where(count => count > 0));

        // The worker answered each of the 13 chunks twice: 26 links, each to a span of the trace of its page, and none of the writes is in one.
        var traces = pages.Select(page => page.TraceId).ToHashSet();
        var links = exported.Where(span => span.DisplayName == "write rows").SelectMany(span => span.Links.Select(link => (Write: span, link.Context))).Where(link => traces.Contains(link.Context.TraceId)).ToList();
        Assert.Equal(26, links.Count);
        Assert.Equal(26, links.Select(link => link.Context.SpanId).Distinct().Count());
        Assert.All(links, link => Assert.Equal(default, link.Write.ParentSpanId));
        Assert.All(links, link => Assert.DoesNotContain(link.Write.TraceId, traces));
    }

    [Fact(Timeout = 60_000)]
    public async Task Send_BrokerNeverConfirms_EndsAndLeavesTheChunksToBeSent()
    {
        var time = new FakeTimeProvider();
        await using var place = await Workplace.CreateAsync(images: 8);
        await using var services = await StartAsync(place, withWorker: false, time, bus => bus.ConfigureSend(
            send => send.UseExecuteAsync(context => Task.Delay(Timeout.Infinite, context.CancellationToken))));
        var job = await place.Planner(Options).PlanAsync(await place.StartAsync(null, Workplace.Cats), place.Objects, Token);

        var sending = services.GetRequiredService<ChunkSender>().SendAsync(job, int.MaxValue, Token);
        while (!sending.IsCompleted)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await Assert.ThrowsAsync<IOException>(() => sending);
        Assert.Equal(new Backlog(2, 0), await place.Ledger.BacklogAsync(job, Token));
    }

    [Fact]
    public async Task Send_MoreThanTheWindow_SendsTheWindow()
    {
        await using var place = await Workplace.CreateAsync(images: 40);
        await using var services = await StartAsync(place, withWorker: false);
        var job = await place.Planner(Options).PlanAsync(await place.StartAsync(null, Workplace.Cats), place.Objects, Token);
        var sender = services.GetRequiredService<ChunkSender>();

        await sender.SendAsync(job, int.MaxValue, Token);
        await sender.SendAsync(job, int.MaxValue, Token);

        Assert.Equal(new Backlog(7, 3), await place.Ledger.BacklogAsync(job, Token));
        Assert.Equal(3, services.GetRequiredService<ITestHarness>().Sent.Select<RecognizeChunk>(Token).Count());
    }

    [Fact]
    public async Task Run_WhenListingFails_FailsAndStaysResumable()
    {
        await using var place = await Workplace.CreateAsync(images: 5);
        await using var services = await StartAsync(place, withWorker: true);
        var job = await place.StartAsync(null, Workplace.Cats);
        var objects = place.Objects;
        Directory.Delete(place.Images, recursive: true);
        await Assert.ThrowsAsync<DirectoryNotFoundException>(() => services.GetRequiredService<JobRunner>().RunAsync(job, objects, Token));
        Assert.Equal("planning", (await place.Ledger.ProgressAsync(job.JobId, Token))!.Status);
    }

    [Fact]
    public async Task Results_OneRefusedAmongMany_WritesTheOthers()
    {
        await using var place = await Workplace.CreateAsync(images: 12);
        await using var services = await StartAsync(place, withWorker: false);
        var job = await place.Planner(Options).PlanAsync(await place.StartAsync(null, Workplace.Cats), place.Objects, Token);
        var answers = (await place.Ledger.PendingChunksAsync(job, 10, Token))
            .Select(chunk => Workplace.Answer(chunk.Command, [Workplace.Cats], _ => ImageStatus.Recognized)).ToList();
        answers[1] = answers[1] with { Images = [] };
        var harness = services.GetRequiredService<ITestHarness>();

        await harness.Bus.PublishBatch(answers, Token);

        Assert.True(await harness.Published.Any<Fault<ChunkRecognized>>(Token));
        Assert.Equal(new Backlog(1, 0), await place.Ledger.BacklogAsync(job, Token));
    }

    private static async Task<ServiceProvider> StartAsync(
        Workplace place, bool withWorker, TimeProvider? time = null, Action<IInMemoryBusFactoryConfigurator>? configure = null)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(place.Ledger)
            .AddSingleton(Options)
            .AddSingleton(time ?? TimeProvider.System)
            .AddSingleton(place.Planner(Options))
            .AddSingleton<ISendEndpointProvider>(provider => provider.GetRequiredService<IBus>())
            .AddSingleton<ChunkSender>()
            .AddSingleton<JobRunner>()
            .AddSingleton(new RecognitionWriter(place.Database))
            .AddMassTransitTestHarness(bus =>
            {
                bus.AddConsumer<ChunkRecognizedConsumer, ChunkRecognizedConsumerDefinition>();
                if (withWorker)
                {
                    bus.AddConsumer<EchoWorker>().Endpoint(endpoint => endpoint.Name = Lane.Backfill.Queue());
                }

                bus.UsingInMemory((context, configurator) =>
                {
                    configure?.Invoke(configurator);
                    configurator.ConfigureEndpoints(context);
                });
            })
            .BuildServiceProvider(validateScopes: true);
        await services.GetRequiredService<ITestHarness>().Start();
        return services;
    }

    /// <summary>Answers every chunk twice, as after a redelivery; every tenth image is corrupt.</summary>
    private sealed class EchoWorker : IConsumer<RecognizeChunk>
    {
        public async Task Consume(ConsumeContext<RecognizeChunk> context)
        {
            var answer = Workplace.Answer(
                context.Message, [Workplace.Cats, Workplace.Faces],
                image => image.Key.EndsWith("0.jpg", StringComparison.Ordinal) ? ImageStatus.Corrupt : ImageStatus.Recognized);
            await context.Publish(answer, context.CancellationToken);
            await context.Publish(answer, context.CancellationToken);
        }
    }
}
