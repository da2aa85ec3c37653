using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace BatchVision.Contracts.Rest;

/// <summary>A job that is to be made again and again.</summary>
public sealed record NewScheduleDocument : NewJobDocument
{
    /// <summary>An empty document.</summary>
    public NewScheduleDocument()
    {
    }

    /// <summary>A document that takes over what a job is asked for.</summary>
    /// <param name="job">What each firing makes.</param>
    public NewScheduleDocument(NewJobDocument job)
        : base(job)
    {
    }

    /// <summary>Unique name: letters, digits, '.', '_' and '-', at most 64.</summary>
    [Required(ErrorMessage = "Give the schedule a name, for example nightly-photos.")]
    [RegularExpression("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", ErrorMessage = "Give 1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit.")]
    public string? Name { get; init; }

    /// <summary>Minute, hour, day of month, month and day of week, as in crontab.</summary>
    [Required(ErrorMessage = "Give five fields, for example 0 3 * * 1-5 (at 03:00 from Monday to Friday).")]
    [MaxLength(200, ErrorMessage = "Give at most 200 characters.")]
    public string? Cron { get; init; }

    /// <summary>IANA name of the zone the fields are read in. Default: UTC.</summary>
    [DefaultValue("UTC")]
    [MaxLength(64, ErrorMessage = "Give an IANA name, for example Europe/Berlin.")]
    public string TimeZone { get; init; } = "UTC";
}
