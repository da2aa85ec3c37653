using BatchVision.Api.Problems;
using BatchVision.Contracts;
using BatchVision.Contracts.Rest;
using BatchVision.Storage;

namespace BatchVision.Api.Jobs;

/// <summary>Checks what a job is asked for and translates it.</summary>
internal static class JobRules
{
    private const int MaxModelName = 200;

    public static void Check(NewJobDocument document, ApiOptions options, FieldErrors errors)
    {
        if (!errors.Has("source"))
        {
            SourceRules.Check(document.Source!, options.AllowFileSources, errors);
        }

        foreach (var model in document.Models ?? [])
        {
            if (model is not { Length: > 0 and <= MaxModelName } || model.Any(char.IsControl))
            {
                errors.Add("models", "Give names, each \"name\" or \"name@version\", as GET /models lists them.");
                break;
            }
        }
    }

    /// <summary>What Storage is asked for by a document that was checked.</summary>
    public static JobSubmission Submission(NewJobDocument document, string? requestedBy) => new(document.Source!, document.Models ?? [])
    {
        Lane = document.Lane == "live" ? Lane.Live : Lane.Backfill,
        Mode = document.Mode == "all" ? JobMode.All : JobMode.Missing,
        ImageLimit = document.ImageLimit,
        ImagesPerSecond = document.ImagesPerSecond,
        RequestedBy = requestedBy,
    };

    public static string Text(Lane lane) => lane == Lane.Live ? "live" : "backfill";

    public static string Text(JobMode mode) => mode == JobMode.All ? "all" : "missing";
}
