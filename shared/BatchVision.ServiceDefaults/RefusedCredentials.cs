using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client.Exceptions;

namespace BatchVision.ServiceDefaults;

/// <summary>
/// Ends the process when the broker refuses its password. That is the one trouble after which MassTransit never tries again: the
/// process would live on, never ready, with a secret that may have been renewed meanwhile.
/// </summary>
internal sealed partial class RefusedCredentials(IHostApplicationLifetime lifetime, ILogger<RefusedCredentials> logger) : IReceiveEndpointObserver
{
    public Task Ready(ReceiveEndpointReady ready) => Task.CompletedTask;

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

    public Task Faulted(ReceiveEndpointFaulted faulted)
    {
        if (faulted.Exception?.GetBaseException() is AuthenticationFailureException)
        {
            LogRefused();
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }

        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The broker refuses the user or password of RabbitMq:Uri (RabbitMq__Uri). The service ends.")]
    private partial void LogRefused();
}
