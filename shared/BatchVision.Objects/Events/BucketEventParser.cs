using System.Text.Json;
using BatchVision.Contracts;

namespace BatchVision.Objects.Events;

/// <summary>
/// Events of buckets, from the JSON that stores send. What is no change of an object (tests, tags, restores) is no event and no error.
/// </summary>
public static class BucketEventParser
{
    /// <summary>AWS sends at most 256 kB through SQS and SNS; a thousand records of MinIO with metadata are about 1 MB.</summary>
    private const int MaxBytes = 2 << 20;

    private const int MaxRecords = 1000;

    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32 };

    /// <exception cref="BucketEventException">The message is something else, malformed or too large.</exception>
    public static IReadOnlyList<ObjectEvent> Parse(ReadOnlyMemory<byte> message)
    {
        if (message.Length > MaxBytes)
        {
            throw new BucketEventException($"The message has {message.Length:N0} bytes; a bucket event has at most {MaxBytes:N0}.");
        }

        try
        {
            using var document = JsonDocument.Parse(message, Json);
            return Parse(document.RootElement, isWrapped: false);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second for text that is no Unicode.
            throw new BucketEventException("The message is not JSON.", e);
        }
    }

    private static List<ObjectEvent> Parse(JsonElement message, bool isWrapped)
    {
        if (message.ValueKind == JsonValueKind.Object)
        {
            if (message.TryGetProperty("Records", out var records) && records.ValueKind == JsonValueKind.Array)
            {
                return Records(records);
            }

            if (message.TryGetProperty("detail-type", out var type) && message.TryGetProperty("detail", out var detail))
            {
                return EventBridge.Parse(type.ToString(), detail, message) is { } e ? [e] : [];
            }

            if (!isWrapped && message.TryGetProperty("Message", out var wrapped) && wrapped.ValueKind == JsonValueKind.String)
            {
                return Unwrap(wrapped.GetString()!);
            }

            if (message.TryGetProperty("Event", out var test) && test.ValueKind == JsonValueKind.String && test.ValueEquals("s3:TestEvent"))
            {
                return [];
            }
        }

        throw new BucketEventException("The message is no bucket event: neither Records, nor an event of EventBridge, nor a Notification of SNS.");
    }

    private static List<ObjectEvent> Unwrap(string message)
    {
        using var document = JsonDocument.Parse(message, Json);
        return Parse(document.RootElement, isWrapped: true);
    }

    private static List<ObjectEvent> Records(JsonElement records)
    {
        if (records.GetArrayLength() > MaxRecords)
        {
            throw new BucketEventException($"The message has {records.GetArrayLength():N0} records; at most {MaxRecords:N0} are taken.");
        }

        var events = new List<ObjectEvent>(records.GetArrayLength());
        foreach (var record in records.EnumerateArray())
        {
            if (NotificationRecord.Parse(record) is { } e)
            {
                events.Add(e);
            }
        }

        return events;
    }
}
