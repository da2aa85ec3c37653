using BatchVision.Contracts;
using MassTransit;

namespace BatchVision.Ingest;

/// <summary>Events that came by way of the API.</summary>
public sealed class ObjectEventsConsumer(EventIntake intake) : IConsumer<ObjectEvents>
{
    public Task Consume(ConsumeContext<ObjectEvents> context) => intake.TakeAsync(context.Message.Events, context.CancellationToken);
}
