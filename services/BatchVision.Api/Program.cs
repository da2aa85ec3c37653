using BatchVision.Api;
using BatchVision.Api.Auth;
using BatchVision.Api.Jobs;
using BatchVision.Api.Models;
using BatchVision.Api.OpenApi;
using BatchVision.Api.Problems;
using BatchVision.Api.Schedules;
using BatchVision.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDatabaseOptions();
// Its lines, several a request, say nothing that the ones of the API do not.
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
builder.Services.AddOptions<ApiOptions>().BindConfiguration(ApiOptions.Section).ValidateDataAnnotations().ValidateOnStart();
builder.AddStorage();
builder.AddJson();
builder.AddProblems();
builder.AddApiKeys();
builder.AddRateLimits();
builder.AddOpenApi();

var app = builder.Build();
app.MapServiceDefaults();
app.UseProblems();
app.UseAuthentication();
app.UseRateLimiter();
app.UseAuthorization();
app.MapJobs();
app.MapModels();
app.MapSchedules();
app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();
app.WarnOfAnonymousAccess();
await app.RunAsync();
