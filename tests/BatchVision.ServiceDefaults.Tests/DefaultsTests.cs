using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BatchVision.ServiceDefaults.Tests;

public sealed class DefaultsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Secret_InAFile_WinsOverAVariable()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "RabbitMq__Uri"), "amqp://file:p@host/\n");
            var builder = WebApplication.CreateBuilder();
            builder.Configuration.AddInMemoryCollection([new("RabbitMq:Uri", "amqp://variable:p@host/")]);

            builder.AddServiceDefaults(folder.FullName);

            Assert.Equal("amqp://file:p@host/", builder.Configuration["RabbitMq:Uri"]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Configuration_OfTheOperator_WinsOverOurDefaults()
    {
        var builder = WebApplication.CreateBuilder(["--Logging:LogLevel:Microsoft.AspNetCore=Debug", "--urls=http://127.0.0.1:1234"]);

        builder.AddServiceDefaults();

        Assert.Equal("Debug", builder.Configuration["Logging:LogLevel:Microsoft.AspNetCore"]);
        Assert.Equal("http://127.0.0.1:1234", builder.Configuration["urls"]);
    }

    [Fact]
    public void Address_Unset_IsPort8080()
    {
        var builder = WebApplication.CreateBuilder();

        builder.AddServiceDefaults();

        Assert.Equal("http://+:8080", builder.Configuration["urls"]);
    }

    [Fact]
    public async Task HealthPage_ACheckThatFails_NamesItAndNothingElse()
    {
        await using var service = await Service.StartAsync(
            "amqp://user:very-secret@127.0.0.1:1/",
            more: builder => builder.Services.AddHealthChecks()
                .AddCheck("models", () => HealthCheckResult.Unhealthy("at /very/secret"), [HealthTags.Startup])
                .AddCheck("store", () => HealthCheckResult.Degraded("at /very/secret"), [HealthTags.Ready]),
            ready: false);

        Assert.Equal((200, """{"status":"Healthy","checks":{}}"""), await service.GetAsync("/health/live"));
        Assert.Equal((503, """{"status":"Unhealthy","checks":{"models":"Unhealthy"}}"""), await service.GetAsync("/health/startup"));
        var (status, body) = await service.GetAsync("/health/ready");
        Assert.Equal(503, status);
        var checks = JsonNode.Parse(body)!["checks"]!.AsObject();
        Assert.Equal(["masstransit-bus", "store"], checks.Select(check => check.Key).Order());
        Assert.Equal("Degraded", checks["store"]!.GetValue<string>());
    }

    [Fact]
    public async Task ShutdownTimes_OfAHost_AreTheLadder()
    {
        await using var app = Service.Build(new Dictionary<string, string?>());

        var bus = app.Services.GetRequiredService<IOptions<MassTransitHostOptions>>().Value;
        Assert.Equal((ShutdownLadder.ConsumerStop, ShutdownLadder.BusStop), (bus.ConsumerStopTimeout, bus.StopTimeout));
        Assert.Equal(ShutdownLadder.Host, app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
        Assert.True(ShutdownLadder.ConsumerStop < ShutdownLadder.BusStop);
        Assert.True(ShutdownLadder.BusStop < ShutdownLadder.Host);
        Assert.True(ShutdownLadder.Host < ShutdownLadder.GracePeriod);
    }
}
