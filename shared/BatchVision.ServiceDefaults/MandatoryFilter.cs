using MassTransit;

namespace BatchVision.ServiceDefaults;

/// <summary>
/// Marks our messages mandatory. A broker confirms a message that no queue takes and drops it; a mandatory one comes back, and the
/// send or publish ends with <see cref="MessageReturnedException"/>.
/// </summary>
internal sealed class MandatoryFilter<T> : IFilter<SendContext<T>>, IFilter<PublishContext<T>>
    where T : class
{
    public Task Send(SendContext<T> context, IPipe<SendContext<T>> next)
    {
        if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
        {
            rabbit.Mandatory = true;
        }

        return next.Send(context);
    }

    public Task Send(PublishContext<T> context, IPipe<PublishContext<T>> next)
    {
        context.Mandatory = true;
        return next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("mandatory");
}
