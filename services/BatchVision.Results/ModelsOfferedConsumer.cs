using BatchVision.Contracts;
using BatchVision.Storage;
using MassTransit;

namespace BatchVision.Results;

/// <summary>Registers the models of workers, so that jobs can ask for them by name.</summary>
public sealed class ModelsOfferedConsumer(ModelCatalogue catalogue) : IConsumer<ModelsOffered>
{
    public Task Consume(ConsumeContext<ModelsOffered> context) => catalogue.OfferAsync(context.Message, context.CancellationToken);
}
