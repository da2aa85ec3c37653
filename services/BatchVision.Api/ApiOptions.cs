using System.ComponentModel.DataAnnotations;

namespace BatchVision.Api;

/// <summary>Who may ask for what, and how often.</summary>
internal sealed record ApiOptions
{
    /// <summary>Whether a request without a key may do everything: for a laptop, never for a network.</summary>
    public bool AllowAnonymous { get; init; }

    /// <summary>Whether jobs may list folders of the machines that ingest. Off: who may submit a job could have any file read.</summary>
    public bool AllowFileSources { get; init; }

    /// <summary>Requests a minute of one key. Clients that watch a job ask once a second.</summary>
    [Range(1, 1_000_000, ErrorMessage = "RequestsPerMinute must be from 1 to 1000000.")]
    public int RequestsPerMinute { get; init; } = 600;

    /// <summary>Notifications a minute of one key: a store may send one per object.</summary>
    [Range(1, 1_000_000, ErrorMessage = "EventsPerMinute must be from 1 to 1000000.")]
    public int EventsPerMinute { get; init; } = 60_000;

    /// <summary>Requests a minute with keys that are not known, of one address; each costs a look at the database.</summary>
    [Range(1, 1_000_000, ErrorMessage = "UnknownKeysPerMinute must be from 1 to 1000000.")]
    public int UnknownKeysPerMinute { get; init; } = 30;
}
