using BatchVision.Api.Jobs;
using BatchVision.Api.Problems;
using BatchVision.Contracts.Rest;
using BatchVision.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BatchVision.Api.Schedules;

/// <summary>Schedules: jobs that are made again and again.</summary>
internal static class SchedulesApi
{
    public static void MapSchedules(this IEndpointRouteBuilder routes)
    {
        var schedules = routes.MapGroup("/schedules").WithTags("Schedules").RequireRateLimiting(RateLimits.Requests);
        schedules.MapPost("", AddAsync).WithName("AddSchedule").WithSummary("Add a schedule")
            .WithDescription(
                "Each firing makes a job. Five fields as in crontab, but where both day fields are given a day must match both. "
                + "What was missed while nothing ran is caught up by one firing.")
            .Refuses(
                ProblemKind.InvalidRequest, ProblemKind.NameTaken, ProblemKind.TooLarge, ProblemKind.UnsupportedMediaType, ProblemKind.UnknownModels)
            .RequireAuthorization(ApiScopes.JobsWrite)
            .LogsChange();
        schedules.MapGet("", ListAsync).WithName("ListSchedules").WithSummary("List schedules").RequireAuthorization(ApiScopes.JobsRead);
        schedules.MapGet("/{name}", GetAsync).WithName("GetSchedule").WithSummary("Look at a schedule")
            .Refuses(ProblemKind.NotFound)
            .RequireAuthorization(ApiScopes.JobsRead);

        var change = schedules.MapGroup("/{name}").Refuses(ProblemKind.NotFound).RequireAuthorization(ApiScopes.JobsWrite).LogsChange();
        change.MapDelete("", DeleteAsync).WithName("DeleteSchedule").WithSummary("Delete a schedule").WithDescription("Its jobs stay.");
        change.MapPost("/pause", PauseAsync).WithName("PauseSchedule").WithSummary("Pause a schedule");
        change.MapPost("/resume", ResumeAsync).WithName("ResumeSchedule").WithSummary("Let a paused schedule fire again")
            .WithDescription("What was missed while it was paused is not caught up.");
    }

    private static async Task<Created<ScheduleDocument>> AddAsync(
        NewScheduleDocument document, Storage.Schedules schedules, ApiOptions options, TimeProvider time, HttpContext context,
        CancellationToken cancellationToken)
    {
        var errors = FieldErrors.Of(document);
        JobRules.Check(document, options, errors);
        var timetable = errors.Has("cron") || errors.Has("timeZone") ? null : Timetable.Read(document.Cron!, document.TimeZone, errors);
        var first = timetable?.Next(time.GetUtcNow());
        if (timetable is not null && first is null)
        {
            errors.Add("cron", $"It never fires; the day may not exist, as in 0 0 30 2 *. Give five fields, {Timetable.Example}.");
        }

        errors.ThrowIfAny();

        var request = new ScheduleRequest(
            document.Name!, document.Cron!, document.TimeZone, JobRules.Submission(document, context.User.Identity?.Name));
        var schedule = await schedules.AddAsync(request, first!.Value, cancellationToken);
        return TypedResults.Created($"/schedules/{document.Name}", Document(schedule));
    }

    private static async Task<Ok<ScheduleListDocument>> ListAsync(Storage.Schedules schedules, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ScheduleListDocument([.. (await schedules.ListAsync(cancellationToken)).Select(Document)]));

    private static async Task<Ok<ScheduleDocument>> GetAsync(string name, Storage.Schedules schedules, CancellationToken cancellationToken) =>
        TypedResults.Ok(Document(await FindAsync(name, schedules, cancellationToken)));

    private static async Task<NoContent> DeleteAsync(string name, Storage.Schedules schedules, CancellationToken cancellationToken) =>
        await schedules.DeleteAsync(name, cancellationToken) ? TypedResults.NoContent() : throw NotFound(name);

    private static Task<Ok<ScheduleDocument>> PauseAsync(
        string name, Storage.Schedules schedules, TimeProvider time, CancellationToken cancellationToken) =>
        ChangeAsync(name, paused: true, schedules, time, cancellationToken);

    private static Task<Ok<ScheduleDocument>> ResumeAsync(
        string name, Storage.Schedules schedules, TimeProvider time, CancellationToken cancellationToken) =>
        ChangeAsync(name, paused: false, schedules, time, cancellationToken);

    private static async Task<Ok<ScheduleDocument>> ChangeAsync(
        string name, bool paused, Storage.Schedules schedules, TimeProvider time, CancellationToken cancellationToken)
    {
        var schedule = await FindAsync(name, schedules, cancellationToken);
        var next = schedule.Paused == paused ? schedule.NextAt : TimetableOf(schedule).Next(time.GetUtcNow()) ?? schedule.NextAt;
        return TypedResults.Ok(Document(await schedules.PauseAsync(name, paused, next, cancellationToken) ?? throw NotFound(name)));
    }

    private static async Task<ScheduleState> FindAsync(string name, Storage.Schedules schedules, CancellationToken cancellationToken) =>
        await schedules.FindAsync(name, cancellationToken) ?? throw NotFound(name);

    private static RefusedException NotFound(string name) => RefusedException.NotFound($"schedule '{name}'");

    private static Timetable TimetableOf(ScheduleState schedule) =>
        Timetable.Read(schedule.Request.Cron, schedule.Request.TimeZone, new FieldErrors())
        ?? throw new InvalidOperationException($"Schedule {schedule.ScheduleId} cannot be read; was it written by another program?");

    private static ScheduleDocument Document(ScheduleState schedule) => new(
        schedule.Request.Name,
        schedule.Request.Cron,
        schedule.Request.TimeZone,
        schedule.Request.Job.Source,
        schedule.Request.Job.Models,
        JobRules.Text(schedule.Request.Job.Lane),
        JobRules.Text(schedule.Request.Job.Mode),
        schedule.Request.Job.ImageLimit,
        schedule.Request.Job.ImagesPerSecond,
        schedule.Paused,
        schedule.Paused ? [] : TimetableOf(schedule).From(schedule.NextAt),
        schedule.Error,
        schedule.LastJobId);
}
