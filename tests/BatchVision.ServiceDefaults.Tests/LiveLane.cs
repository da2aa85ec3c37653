using System.Collections.Concurrent;
using BatchVision.Contracts;
using MassTransit;

namespace BatchVision.ServiceDefaults.Tests;

/// <summary>A consumer of one lane, whose work the test writes.</summary>
internal sealed class LiveLane(LiveLane.Work work) : IConsumer<RecognizeChunk>
{
    public static readonly Uri Address = new("exchange:recognize-live");

    public Task Consume(ConsumeContext<RecognizeChunk> context) => work.Of(context);

    public static RecognizeChunk Chunk(int ordinal = 0, int bytes = 0) =>
        new(Guid.NewGuid(), Guid.NewGuid(), ordinal, new string('x', bytes), [], []);

    /// <summary>The work and what it saw.</summary>
    internal sealed class Work(Func<ConsumeContext<RecognizeChunk>, Task>? body = null)
    {
        public ConcurrentQueue<int> Done { get; } = [];

        public async Task Of(ConsumeContext<RecognizeChunk> context)
        {
            await (body?.Invoke(context) ?? Task.CompletedTask);
            Done.Enqueue(context.Message.Ordinal);
        }
    }

    internal sealed class Definition : ConsumerDefinition<LiveLane>
    {
        public Definition()
        {
            EndpointName = "recognize-live";
            ConcurrentMessageLimit = 1;
        }

        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<LiveLane> consumerConfigurator, IRegistrationContext context)
        {
            endpointConfigurator.ConfigureConsumeTopology = false;
            endpointConfigurator.PrefetchCount = 1;
        }
    }
}
