using System.Globalization;
using System.Text;
using System.Text.Json;
using BatchVision.Contracts;

namespace BatchVision.Objects.Events;

/// <summary>The fields of an event, of which stores write some as text, some as numbers, and some empty instead of not at all.</summary>
internal static class EventField
{
    /// <summary>The limit of S3, in bytes of UTF-8.</summary>
    private const int MaxKeyBytes = 1024;

    /// <summary>A key is three times as long while it is URL-encoded.</summary>
    private const int MaxTextCharacters = 3 * MaxKeyBytes;

    private const int MaxSequencerDigits = 64;

    public static ObjectEvent Event(
        string bucket, string key, string? etag, string? versionId, long? bytes, bool removed, string? sequencer, string time)
    {
        if (key.Length == 0 || Encoding.UTF8.GetByteCount(key) > MaxKeyBytes)
        {
            throw new BucketEventException($"The key of an event is empty or longer than {MaxKeyBytes:N0} bytes.");
        }

        if (!DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
        {
            throw new BucketEventException("The time of an event is no time.");
        }

        return new ObjectEvent(
            bucket, key, removed ? null : etag?.Trim('"'), versionId, removed ? null : bytes, removed, IsSequencer(sequencer) ? sequencer : null, at);
    }

    public static JsonElement Object(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value
            : throw new BucketEventException($"An event lacks its '{name}'.");

    public static string Text(JsonElement parent, string name) =>
        OptionalText(parent, name) ?? throw new BucketEventException($"An event lacks its '{name}'.");

    /// <summary>Null where there is none, or only an empty one.</summary>
    public static string? OptionalText(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var text = value.GetString()!;
        return text.Length switch
        {
            0 => null,
            <= MaxTextCharacters => text,
            _ => throw new BucketEventException($"The '{name}' of an event has {text.Length:N0} characters."),
        };
    }

    public static long? OptionalNumber(JsonElement parent, string name) =>
        !parent.TryGetProperty(name, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number
        : value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number
        : null;

    // What could not be compared is as good as none: then the time decides.
    private static bool IsSequencer(string? text) => text is { Length: <= MaxSequencerDigits } && text.All(char.IsAsciiHexDigit);
}
