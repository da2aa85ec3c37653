using BatchVision.Objects;
using BatchVision.Recognition;
using BatchVision.Recognition.Models;
using BatchVision.ServiceDefaults;
using BatchVision.Worker;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddOptions<WorkerOptions>("Worker");
builder.AddOptions<S3Options>("S3");
builder.Services.AddSingleton<ObjectStores>();
builder.Services.AddSingleton<WorkerLoad>();
builder.Services.AddSingleton<ChunkRecognizer>();
builder.Services.AddSingleton(services => LoadModels(services.GetRequiredService<WorkerOptions>()));
builder.Services.AddHostedService<ModelAnnouncer>();
builder.Services.AddHostedService<LoadReporter>();
builder.Services.AddHostedService<PodDeletionCost>();
builder.AddTransport(bus => bus.AddLanes((builder.Configuration.GetSection("Worker").Get<WorkerOptions>() ?? new WorkerOptions()).LaneList));

var app = builder.Build();
return await app.RunServiceAsync(() =>
{
    // Before the bus starts, and with a plain line instead of a stack trace when a model cannot be had.
    app.Services.GetRequiredService<Recognizer>();
    app.MapServiceDefaults();
}, typeof(ModelException));

static Recognizer LoadModels(WorkerOptions options)
{
    var models = new ModelRepository(options.ModelsDirectory)
        .LoadAll(options.ModelList, new SessionSettings { Provider = options.Provider, DeviceId = options.DeviceId });
    return new Recognizer(models, new RecognizerOptions
    {
        ComputeThreads = options.ComputeThreads,
        MaxBatchSize = options.Provider == ExecutionProvider.Cpu ? options.CpuMaxBatchSize : null,
        ReadGps = options.ReadGps,
    });
}
