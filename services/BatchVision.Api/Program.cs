using BatchVision.Api;
using BatchVision.Api.Auth;
using BatchVision.Api.Events;
using BatchVision.Api.Jobs;
using BatchVision.Api.Models;
using BatchVision.Api.OpenApi;
using BatchVision.Api.Problems;
using BatchVision.Api.Schedules;
using BatchVision.ServiceDefaults;
using BatchVision.Storage;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddOptions<ApiOptions>("Api");
builder.AddDatabase();
builder.Services.AddSingleton<Jobs>();
builder.Services.AddSingleton<Schedules>();
builder.Services.AddSingleton<ModelCatalogue>();
builder.Services.AddSingleton<ApiKeys>();
builder.AddProblems();
builder.AddApiKeys();
builder.AddRateLimits();
builder.AddRequestRules();
builder.AddEvents();
builder.AddOpenApi();

var app = builder.Build();
return await app.RunServiceAsync(() =>
{
    app.MapServiceDefaults();
    app.UseProblems();
    app.UseRequestTimeouts();
    app.UseAuthentication();
    app.UseRateLimiter();
    app.UseAuthorization();
    app.UseOutputCache();
    app.MapJobs();
    app.MapModels();
    app.MapSchedules();
    app.MapEvents();
    app.MapOpenApi().AllowAnonymous().RequireRateLimiting(RateLimits.Requests).CacheOutput();
    app.WarnOfAnonymousAccess();
});
