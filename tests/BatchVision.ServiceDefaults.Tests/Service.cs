using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatchVision.ServiceDefaults.Tests;

/// <summary>A service host as the services build theirs.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Service(WebApplication app)
    {
        _app = app;
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Lifetime.ApplicationStopping.Register(stopping.SetResult);
        Stopping = stopping.Task;
        Faulted = app.Services.GetRequiredService<FirstFault>().First;
        Http = new HttpClient { BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }

    public HttpClient Http { get; }

    /// <summary>Ends when the stop of the host has begun.</summary>
    public Task Stopping { get; }

    /// <summary>Ends when a receive endpoint has faulted for the first time.</summary>
    public Task Faulted { get; }

    public IBus Bus => _app.Services.GetRequiredService<IBus>();

    public static WebApplication Build(
        IReadOnlyDictionary<string, string?> settings,
        Action<IBusRegistrationConfigurator>? consumers = null,
        Action<WebApplicationBuilder>? more = null,
        Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator>? endpoints = null)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddServiceDefaults();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<FirstFault>();
        builder.Services.AddReceiveEndpointObserver(services => services.GetRequiredService<FirstFault>());
        builder.AddTransport(consumers ?? (_ => { }), endpoints);
        more?.Invoke(builder);
        var app = builder.Build();
        // MassTransit's log context flows with the async context: a second host of one test would log to the first, which is gone.
        LogContext.ConfigureCurrentLogContext(app.Services.GetRequiredService<ILoggerFactory>());
        return app;
    }

    /// <summary>Starts a host and waits until its bus is ready.</summary>
    public static async Task<Service> StartAsync(
        string uri,
        Action<IBusRegistrationConfigurator>? consumers = null,
        Action<WebApplicationBuilder>? more = null,
        Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator>? endpoints = null,
        bool ready = true)
    {
        var app = Build(new Dictionary<string, string?> { ["RabbitMq:Uri"] = uri }, consumers, more, endpoints);
        app.MapServiceDefaults();
        await app.StartAsync(TestContext.Current.CancellationToken);
        var service = new Service(app);
        if (ready)
        {
            await service.ReadyAsync();
        }

        return service;
    }

    public async Task<(int Status, string Body)> GetAsync(string page)
    {
        using var answer = await Http.GetAsync(page, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task ReadyAsync() => Eventually.TrueAsync(async () => (await Http.GetAsync("/health/ready")).IsSuccessStatusCode, "the bus is ready");

    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    private sealed class FirstFault : IReceiveEndpointObserver
    {
        private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task First => _source.Task;

        public Task Ready(ReceiveEndpointReady ready) => Task.CompletedTask;

        public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

        public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

        public Task Faulted(ReceiveEndpointFaulted faulted)
        {
            _source.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
