using BatchVision.Contracts;
using MassTransit;

namespace BatchVision.Worker;

/// <summary>Adds the consumers of the lanes a process serves.</summary>
public static class LaneRegistration
{
    public static void AddLanes(this IBusRegistrationConfigurator bus, IReadOnlyList<Lane> lanes)
    {
        foreach (var lane in lanes)
        {
            switch (lane)
            {
                case Lane.Live:
                    bus.AddConsumer<LiveConsumer, LiveConsumerDefinition>();
                    break;
                case Lane.Backfill:
                    bus.AddConsumer<BackfillConsumer, BackfillConsumerDefinition>();
                    break;
                case Lane.Quarantine:
                    bus.AddConsumer<QuarantineConsumer, QuarantineConsumerDefinition>();
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(lanes), lane, null);
            }
        }
    }
}
