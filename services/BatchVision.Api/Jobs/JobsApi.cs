using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using BatchVision.Api.Problems;
using BatchVision.Contracts.Rest;
using BatchVision.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BatchVision.Api.Jobs;

/// <summary>Jobs: one request each to recognise a source with some models.</summary>
internal static class JobsApi
{
    private const int DefaultPage = 50;
    private const int MaxPage = 500;
    private const string KeyHeader = "Idempotency-Key";
    private const int MaxKey = 200;

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var jobs = routes.MapGroup("/jobs").WithTags("Jobs").RequireRateLimiting(RateLimits.Requests);
        jobs.MapPost("", SubmitAsync).WithName("SubmitJob").WithSummary("Submit a job")
            .WithDescription(
                "Makes a job; Ingest finds it and runs it. In mode missing a repeated submission costs a listing and no recognition. "
                + "200 instead of 201 means that the same caller has made this job of this source before, with the same Idempotency-Key.")
            .Refuses(
                ProblemKind.InvalidRequest, ProblemKind.TooLarge, ProblemKind.UnsupportedMediaType, ProblemKind.UnknownModels, ProblemKind.KeyReused)
            .RequireAuthorization(ApiScopes.JobsWrite)
            .LogsChange();
        jobs.MapGet("", ListAsync).WithName("ListJobs").WithSummary("List jobs, newest first")
            .Refuses(ProblemKind.InvalidRequest)
            .RequireAuthorization(ApiScopes.JobsRead);
        jobs.MapGet("/{id:guid}", GetAsync).WithName("GetJob").WithSummary("Look at a job")
            .Refuses(ProblemKind.NotFound)
            .RequireAuthorization(ApiScopes.JobsRead);

        var change = jobs.MapGroup("/{id:guid}").Refuses(ProblemKind.NotFound, ProblemKind.JobClosed)
            .RequireAuthorization(ApiScopes.JobsWrite)
            .LogsChange();
        change.MapPost("/pause", PauseAsync).WithName("PauseJob").WithSummary("Pause a job")
            .WithDescription("Stops listing and sending. What was sent already is recognised and written.");
        change.MapPost("/resume", ResumeAsync).WithName("ResumeJob").WithSummary("Let a paused job go on");
        change.MapPost("/cancel", CancelAsync).WithName("CancelJob").WithSummary("End a job")
            .WithDescription("What was sent already is recognised and written; nothing else is sent.");
        change.MapPost("/retry", RetryAsync).WithName("RetryJob").WithSummary("Retry the failed images of a job")
            .WithDescription("Makes a new job of the images that failed in one that has ended, with the same models.");
    }

    private static async Task<Results<Created<JobDocument>, Ok<JobDocument>>> SubmitAsync(
        NewJobDocument document,
        Storage.Jobs jobs,
        ApiOptions options,
        HttpContext context,
        CancellationToken cancellationToken,
        [FromHeader(Name = KeyHeader), Description("Chosen by the caller: a repeated request with the same key finds the job of the first.")]
        string? key = null)
    {
        var errors = FieldErrors.Of(document);
        JobRules.Check(document, options, errors);
        if (key is { Length: 0 or > MaxKey } || key?.Any(char.IsControl) == true)
        {
            errors.Add(KeyHeader, $"Give 1 to {MaxKey} characters, for example a UUID.");
        }

        errors.ThrowIfAny();
        var submission = JobRules.Submission(document, context.User.Identity?.Name);
        if (key is null)
        {
            return Created(await jobs.SubmitAsync(submission, cancellationToken));
        }

        var (job, isNew) = await jobs.SubmitOnceAsync(submission, key, cancellationToken);
        return isNew ? Created(job) : TypedResults.Ok(Document(job));
    }

    private static async Task<Ok<JobPageDocument>> ListAsync(
        Storage.Jobs jobs,
        CancellationToken cancellationToken,
        [Description("Only jobs older than this one.")] Guid? before = null,
        [Description("Most jobs of a page."), Range(1, MaxPage)] int limit = DefaultPage)
    {
        if (limit is < 1 or > MaxPage)
        {
            throw FieldErrors.Refusal(ProblemKind.InvalidRequest, "limit", $"Give a number from 1 to {MaxPage}.");
        }

        if (before is { } id && await jobs.FindAsync(id, cancellationToken) is null)
        {
            throw FieldErrors.Refusal(ProblemKind.InvalidRequest, "before", $"There is no job {id}; leave it out to begin with the newest.");
        }

        // One more than asked for tells whether there is a next page.
        var found = await jobs.ListAsync(before, limit + 1, cancellationToken);
        var page = found.Take(limit).Select(Document).ToList();
        return TypedResults.Ok(new JobPageDocument(page, found.Count > limit ? $"/jobs?before={page[^1].Id}&limit={limit}" : null));
    }

    private static async Task<Ok<JobDocument>> GetAsync(Guid id, Storage.Jobs jobs, CancellationToken cancellationToken) =>
        Ok(id, await jobs.FindAsync(id, cancellationToken));

    private static async Task<Ok<JobDocument>> PauseAsync(Guid id, Storage.Jobs jobs, CancellationToken cancellationToken) =>
        Ok(id, await jobs.PauseAsync(id, cancellationToken));

    private static async Task<Ok<JobDocument>> ResumeAsync(Guid id, Storage.Jobs jobs, CancellationToken cancellationToken) =>
        Ok(id, await jobs.ResumeAsync(id, cancellationToken));

    private static async Task<Ok<JobDocument>> CancelAsync(Guid id, Storage.Jobs jobs, CancellationToken cancellationToken) =>
        Ok(id, await jobs.CancelAsync(id, cancellationToken));

    private static async Task<Created<JobDocument>> RetryAsync(Guid id, Storage.Jobs jobs, HttpContext context, CancellationToken cancellationToken) =>
        Created(await jobs.RetryFailedAsync(id, context.User.Identity?.Name, cancellationToken) ?? throw NotFound(id));

    private static Ok<JobDocument> Ok(Guid id, JobProgress? job) => TypedResults.Ok(Document(job ?? throw NotFound(id)));

    private static Created<JobDocument> Created(JobProgress job) => TypedResults.Created($"/jobs/{job.JobId}", Document(job));

    private static RefusedException NotFound(Guid id) => RefusedException.NotFound($"job {id}");

    private static JobDocument Document(JobProgress job) => new(
        job.JobId,
        job.Source,
        job.Models,
        JobRules.Text(job.Lane),
        JobRules.Text(job.Mode),
        job.Status,
        job.Paused,
        job.Stream,
        job.Error,
        job.RequestedBy,
        job.ImageLimit,
        job.ImagesPerSecond,
        job.Listed,
        job.ListingDone,
        job.Skipped,
        job.Recognized,
        job.Failed,
        job.Pending,
        job.Ignored,
        job.StartedAt,
        job.FinishedAt);
}
