using BatchVision.Results;
using BatchVision.ServiceDefaults;
using BatchVision.Storage;
using MassTransit;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDatabase();
builder.Services.AddSingleton<RecognitionWriter>();
builder.Services.AddSingleton<ModelCatalogue>();
builder.AddTransport(bus =>
{
    bus.AddConsumer<ChunkRecognizedConsumer, ChunkRecognizedConsumerDefinition>();
    bus.AddConsumer<ModelsOfferedConsumer, ModelsOfferedConsumerDefinition>();
});

var app = builder.Build();
return await app.RunServiceAsync(() => app.MapServiceDefaults());
