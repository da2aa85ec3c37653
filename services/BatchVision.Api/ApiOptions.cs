using System.ComponentModel.DataAnnotations;

namespace BatchVision.Api;

/// <summary>Section <c>Api</c>.</summary>
internal sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>Whether a request without a key may do everything: for a laptop, never for a network.</summary>
    public bool AllowAnonymous { get; set; }

    /// <summary>Whether jobs may list folders of the machines that ingest. Off: who may submit a job could have any file read.</summary>
    public bool AllowFileSources { get; set; }

    /// <summary>Requests a minute of one key. Clients that watch a job ask once a second.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Api:RequestsPerMinute must be from 1 to 1000000.")]
    public int RequestsPerMinute { get; set; } = 600;

    /// <summary>Notifications a minute of one key: a store may send one per object.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Api:EventsPerMinute must be from 1 to 1000000.")]
    public int EventsPerMinute { get; set; } = 60_000;

    /// <summary>Requests a minute with keys that are not known, of one address; each costs a look at the database.</summary>
    [Range(1, 1_000_000, ErrorMessage = "Api:UnknownKeysPerMinute must be from 1 to 1000000.")]
    public int UnknownKeysPerMinute { get; set; } = 30;
}
