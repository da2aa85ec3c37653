using BatchVision.Contracts;
using BatchVision.Ingest;
using BatchVision.Objects;
using BatchVision.Recognition;
using BatchVision.Results;
using BatchVision.Storage;
using BatchVision.Worker;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatchVision.Cli.Run;

/// <summary>The consumers of Worker and Results on MassTransit's in-memory transport.</summary>
internal sealed class EmbeddedBus : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly IBusControl _bus;
    private readonly FaultObserver _faults = new();

    private EmbeddedBus(ServiceProvider services)
    {
        _services = services;
        _bus = services.GetRequiredService<IBusControl>();
        _bus.ConnectReceiveObserver(_faults);
    }

    public JobRunner Jobs => _services.GetRequiredService<JobRunner>();

    /// <summary>Fires when a message could not be consumed, retries included: nobody would send it again in this process.</summary>
    public CancellationToken Faulted => _faults.Token;

    public Exception? Fault => _faults.First;

    public static async Task<EmbeddedBus> StartAsync(
        Recognizer recognizer, ObjectStores stores, Database database, Ledger ledger, bool verbose)
    {
        var services = new ServiceCollection()
            .AddLogging(logging => logging
                .AddSimpleConsole(console => console.SingleLine = true)
                .AddFilter(level => level >= (verbose ? LogLevel.Information : LogLevel.None))
                .AddFilter("MassTransit", verbose ? LogLevel.Warning : LogLevel.None))
            .Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(recognizer)
            .AddSingleton(stores)
            .AddSingleton<WorkerLoad>()
            .AddSingleton<ChunkRecognizer>()
            .AddSingleton(new WorkerOptions { StoreRetries = 3 })
            .AddSingleton(_ => new RecognitionWriter(database))
            .AddSingleton(ledger)
            .AddSingleton(new IngestOptions())
            .AddSingleton<ISendEndpointProvider>(provider => provider.GetRequiredService<IBus>())
            .AddSingleton<Listings>()
            .AddSingleton<JobPlanner>()
            .AddSingleton<ChunkSender>()
            .AddSingleton<JobRunner>()
            .AddMassTransit(bus =>
            {
                bus.DisableUsageTelemetry();
                bus.AddLanes([Lane.Backfill]);
                bus.AddConsumer<ChunkRecognizedConsumer, QuickBatches>();
                bus.UsingInMemory((context, transport) => transport.ConfigureEndpoints(context));
            })
            .BuildServiceProvider();
        var embedded = new EmbeddedBus(services);
        await embedded._bus.StartAsync(CancellationToken.None);
        return embedded;
    }

    /// <summary>Lets the chunks in progress end, then stops. What waits in the queues is in the ledger as well.</summary>
    public async ValueTask DisposeAsync()
    {
        await _bus.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
        _faults.Dispose();
    }

    // A transaction in a file takes milliseconds, and a job that ends waits for its last batch with nothing else to do.
    private sealed class QuickBatches : ChunkRecognizedConsumerDefinition
    {
        protected override void ConfigureConsumer(
            IReceiveEndpointConfigurator endpointConfigurator, IConsumerConfigurator<ChunkRecognizedConsumer> consumerConfigurator, IRegistrationContext context)
        {
            base.ConfigureConsumer(endpointConfigurator, consumerConfigurator, context);
            consumerConfigurator.Options<BatchOptions>(options => options.SetTimeLimit(TimeSpan.FromMilliseconds(50)));
        }
    }

    private sealed class FaultObserver : IReceiveObserver, IDisposable
    {
        private readonly CancellationTokenSource _source = new();

        public Exception? First { get; private set; }

        public CancellationToken Token => _source.Token;

        public Task PreReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostReceive(ReceiveContext context) => Task.CompletedTask;

        public Task PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
            where T : class => Task.CompletedTask;

        public Task ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
            where T : class => OnFaultAsync(exception);

        public Task ReceiveFault(ReceiveContext context, Exception exception) => OnFaultAsync(exception);

        public void Dispose() => _source.Dispose();

        private Task OnFaultAsync(Exception exception)
        {
            First ??= exception;
            return _source.CancelAsync();
        }
    }
}
