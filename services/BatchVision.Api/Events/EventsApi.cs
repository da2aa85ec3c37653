using System.Text.Json;
using BatchVision.Api.Auth;
using BatchVision.Api.Problems;
using BatchVision.Contracts;
using BatchVision.Contracts.Rest;
using BatchVision.Objects.Events;
using BatchVision.ServiceDefaults;
using BatchVision.Storage;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BatchVision.Api.Events;

/// <summary>Bucket notifications by HTTP: read here, so that the store hears of what is wrong with them, and queued for Ingest.</summary>
internal static partial class EventsApi
{
    /// <summary>What AWS sends has at most 256 kB.</summary>
    private const long MaxBodyBytes = 1024 * 1024;

    private static readonly Uri Exchange = new($"exchange:{ObjectEvents.Exchange}");

    /// <summary>The bus, unless <c>Api:AcceptEvents</c> is false. Readiness does not ask for it: jobs can be submitted without a broker.</summary>
    public static void AddEvents(this WebApplicationBuilder builder)
    {
        if (builder.Configuration.GetValue("Api:AcceptEvents", true))
        {
            // A tag of ours takes the place of "ready".
            builder.AddTransport(bus => bus.ConfigureHealthCheckOptions(health => health.Tags.Add("broker")));
        }
    }

    public static void MapEvents(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<ApiOptions>().AcceptEvents)
        {
            return;
        }

        app.MapPost("/events", HandInAsync).WithTags("Events").WithName("HandInEvents").WithSummary("Hand in a bucket notification")
            .WithDescription(
                "Takes a notification as the store made it: Records of S3 and of stores like it, an event of EventBridge, or either in a message of SNS, "
                + "which comes as text/plain. Queues its events; Ingest recognises the objects of the buckets it follows. "
                + "The key may also be sent as the password of HTTP Basic, for stores that can send no other header.")
            .Accepts<JsonElement>("application/json", "text/plain")
            .Refuses(ProblemKind.InvalidRequest, ProblemKind.TooLarge, ProblemKind.UnsupportedMediaType)
            .WithMetadata(new TakesBasicMetadata(), new BodyLimit(MaxBodyBytes))
            .RequireRateLimiting(RateLimits.Events)
            .RequireAuthorization(ApiScopes.EventsWrite);
    }

    private static async Task<Accepted<AcceptedEventsDocument>> HandInAsync(HttpContext context, IBus bus, ILoggerFactory loggers)
    {
        var body = await ReadAsync(context.Request, context.RequestAborted);
        var events = SnsHandshake.Read(body) is { } handshake ? Wait(handshake) : Parse(body);
        if (events.Count > 0)
        {
            await SendAsync(bus, new ObjectEvents(events), context.RequestAborted);
        }

        return TypedResults.Accepted((string?)null, new AcceptedEventsDocument(events.Count));

        IReadOnlyList<ObjectEvent> Wait(SnsHandshake handshake)
        {
            LogHandshake(loggers.CreateLogger(typeof(EventsApi)), handshake.TopicArn, handshake.SubscribeUrl);
            return [];
        }
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }

    private static IReadOnlyList<ObjectEvent> Parse(byte[] body)
    {
        try
        {
            return BucketEventParser.Parse(body);
        }
        catch (BucketEventException e)
        {
            throw new RefusedException(ProblemKind.InvalidRequest, $"{e.Message} Send the notification as the store makes it.");
        }
    }

    /// <summary>Returns once a queue has them: the store may then forget the notification.</summary>
    private static async Task SendAsync(IBus bus, ObjectEvents events, CancellationToken cancellationToken)
    {
        try
        {
            var exchange = await bus.GetSendEndpoint(Exchange);
            await ConfirmLimit.ApplyAsync(token => exchange.Send(events, token), TimeProvider.System, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // No broker, a full queue, or no queue at all because Ingest never ran: the store has to send it again.
            throw new RefusedException(ProblemKind.Unavailable, "The events cannot be queued now; send the notification again in a few seconds.", e)
            {
                RetryAfter = ProblemHandler.RetryAfter,
            };
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The SNS topic {TopicArn} asks whether it may send its notifications here; to allow it, open {SubscribeUrl}")]
    private static partial void LogHandshake(ILogger logger, string topicArn, Uri subscribeUrl);
}
