namespace BatchVision.ServiceDefaults;

/// <summary>
/// A bound on the wait for the broker's confirm. A broker that dies between a message and its confirm may leave RabbitMQ.Client waiting for ever
/// (https://github.com/rabbitmq/rabbitmq-dotnet-client/issues/1930), also after the connection is back, and whoever sent would wait with it.
/// </summary>
public static class ConfirmLimit
{
    /// <summary>Thousands of times what a quorum queue takes to write and confirm.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Sends or publishes. A message whose confirm is late may still arrive: whoever tries again must send what may come twice.</summary>
    /// <param name="send">Given the token that ends it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it as well, as what it is.</param>
    /// <exception cref="IOException">No confirm within <see cref="Limit"/>; an I/O error like that of a store, so that a worker tries its chunk again.</exception>
    public static async Task ApplyAsync(Func<CancellationToken, Task> send, TimeProvider time, CancellationToken cancellationToken)
    {
        // Cancelled and not merely left: what still waits for a connection would be sent later, besides what is sent again.
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await send(either.Token);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"The broker confirmed nothing within {Limit.TotalSeconds:F0} s.", e);
        }
    }
}
