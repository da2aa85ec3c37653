using System.Net;
using System.Text.Json;
using BatchVision.Contracts;

namespace BatchVision.Objects.Events;

/// <summary>
/// One of the Records of an S3 notification: docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
/// </summary>
internal static class NotificationRecord
{
    private static readonly string[] Removals = ["ObjectRemoved:", "LifecycleExpiration:", "ObjectLifecycle:Expiration:"];

    /// <summary>Null for what is no change of an object.</summary>
    public static ObjectEvent? Parse(JsonElement record)
    {
        var name = EventField.Text(record, "eventName");
        // MinIO and RustFS write the prefix that AWS has only in its configuration.
        name = name.StartsWith("s3:", StringComparison.Ordinal) ? name[3..] : name;
        var removed = Removals.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
        if (!removed && !name.StartsWith("ObjectCreated:", StringComparison.Ordinal))
        {
            return null;
        }

        var s3 = EventField.Object(record, "s3");
        var item = EventField.Object(s3, "object");
        var key = EventField.Text(item, "key");
        // Ceph alone sends keys as they are.
        var isRaw = EventField.Text(record, "eventSource") == "ceph:s3";
        return EventField.Event(
            EventField.Text(EventField.Object(s3, "bucket"), "name"),
            isRaw ? key : WebUtility.UrlDecode(key),
            EventField.OptionalText(item, "eTag"),
            EventField.OptionalText(item, "versionId"),
            EventField.OptionalNumber(item, "size"),
            removed,
            EventField.OptionalText(item, "sequencer"),
            EventField.Text(record, "eventTime"));
    }
}
