using System.Reflection;
using BatchVision.Objects;
using BatchVision.ServiceDefaults;

namespace BatchVision.Deployment.Tests;

/// <summary>The settings that the services know: section <c>Ingest</c> is the class <c>IngestOptions</c>.</summary>
internal static class Settings
{
    private static readonly Assembly[] Assemblies =
    [
        typeof(RabbitMqOptions).Assembly, typeof(S3Options).Assembly,
        Assembly.Load("BatchVision.Api"), Assembly.Load("BatchVision.Ingest"), Assembly.Load("BatchVision.Worker"),
    ];

    /// <summary>Whether a variable such as <c>Worker__Lanes</c> sets anything.</summary>
    public static bool Exists(string variable) => variable.Split("__") switch
    {
        ["ConnectionStrings", "Database"] => true,
        [var section, var name, ..] => Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Any(type => type.Name == $"{section}Options" && type.GetProperty(name) is not null),
        _ => false,
    };
}
