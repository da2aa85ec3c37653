using BatchVision.Objects.Events;
using MassTransit;

namespace BatchVision.Ingest;

/// <summary>Events that stores write to the broker themselves. What is no event stays in the error queue, where somebody can look at it.</summary>
public sealed class BucketNotificationConsumer(EventIntake intake) : IConsumer<BucketNotification>
{
    public Task Consume(ConsumeContext<BucketNotification> context) =>
        intake.TakeAsync(BucketEventParser.Parse(context.ReceiveContext.GetBody()), context.CancellationToken);
}
