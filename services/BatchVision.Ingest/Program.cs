using BatchVision.Ingest;
using BatchVision.Objects;
using BatchVision.ServiceDefaults;
using BatchVision.Storage;
using MassTransit;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddOptions<IngestOptions>("Ingest");
builder.AddOptions<S3Options>("S3");
builder.AddDatabase();
builder.Services.AddSingleton<ObjectStores>();
builder.Services.AddSingleton(services => new JobLeases(
    services.GetRequiredService<Database>(), $"{Environment.MachineName}-{Guid.NewGuid():N}", services.GetRequiredService<IngestOptions>().Lease));
builder.Services.AddSingleton<Ledger>();
builder.Services.AddSingleton<Schedules>();
builder.Services.AddSingleton<SuspectChunks>();
builder.Services.AddSingleton<EventLedger>();
builder.Services.AddSingleton<Workload>();
builder.Services.AddSingleton<Listings>();
builder.Services.AddSingleton<JobPlanner>();
builder.Services.AddSingleton<ChunkSender>();
builder.Services.AddSingleton<JobRunner>();
builder.Services.AddSingleton<EventIntake>();
builder.Services.AddHostedService<JobDispatcher>();
builder.Services.AddHostedService<ScheduleRunner>();
builder.Services.AddHostedService<BacklogMonitor>();
builder.Services.AddHostedService<SqsPoller>();
builder.AddTransport(bus =>
{
    bus.AddConsumer<SuspectConsumer, SuspectConsumerDefinition>();
    bus.AddConsumer<ObjectEventsConsumer, ObjectEventsConsumerDefinition>();
    bus.AddConsumer<BucketNotificationConsumer, BucketNotificationConsumerDefinition>();
});

var app = builder.Build();
return await app.RunServiceAsync(() => app.MapServiceDefaults());
