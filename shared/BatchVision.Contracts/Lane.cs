using System.Text.Json.Serialization;

namespace BatchVision.Contracts;

/// <summary>Which queue a chunk waits in. Lanes are queues of their own, never priorities, so none can hold up another.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Lane>))]
public enum Lane
{
    /// <summary>Somebody waits for the answer.</summary>
    Live,

    /// <summary>Work that may take its time.</summary>
    Backfill,

    /// <summary>Single images that may have ended a worker; recognised by processes that do nothing else.</summary>
    Quarantine,
}
