using System.Text.Json;
using BatchVision.Contracts;

namespace BatchVision.Objects.Events;

/// <summary>
/// An event of S3 as EventBridge sends it, with its own names and the key as it is: docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
/// </summary>
internal static class EventBridge
{
    /// <summary>Null for what is no change of an object.</summary>
    public static ObjectEvent? Parse(string type, JsonElement detail, JsonElement message)
    {
        var removed = type == "Object Deleted";
        if (!removed && type != "Object Created")
        {
            return null;
        }

        var item = EventField.Object(detail, "object");
        return EventField.Event(
            EventField.Text(EventField.Object(detail, "bucket"), "name"),
            EventField.Text(item, "key"),
            EventField.OptionalText(item, "etag"),
            EventField.OptionalText(item, "version-id"),
            EventField.OptionalNumber(item, "size"),
            removed,
            EventField.OptionalText(item, "sequencer"),
            EventField.Text(message, "time"));
    }
}
