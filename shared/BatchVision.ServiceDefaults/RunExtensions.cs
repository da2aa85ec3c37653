using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace BatchVision.ServiceDefaults;

/// <summary>Running a service from its first line to its last.</summary>
public static class RunExtensions
{
    private const int ConfigurationExitCode = 4;

    /// <summary>
    /// Prepares the host and runs it until it is told to stop. What is wrong with its configuration is said in plain lines on standard error.
    /// </summary>
    /// <param name="app">The host that was built.</param>
    /// <param name="prepare">What is done before the first hosted service starts.</param>
    /// <param name="forPersons">Types of further exceptions whose message tells a person what to mend.</param>
    /// <returns>0 after a stop that was asked for, 1 after one that the service asked for itself, 4 when the configuration has to be mended.</returns>
    public static async Task<int> RunServiceAsync(this WebApplication app, Action prepare, params Type[] forPersons)
    {
        try
        {
            prepare();
            await app.RunAsync();
            // 0, unless somebody who ended the service said otherwise.
            return Environment.ExitCode;
        }
        catch (Exception e) when (Messages(e, forPersons) is { } messages)
        {
            foreach (var message in messages)
            {
                await Console.Error.WriteLineAsync($"{app.Environment.ApplicationName}: {message}");
            }

            return ConfigurationExitCode;
        }
    }

    private static IReadOnlyList<string>? Messages(Exception exception, Type[] forPersons) => exception switch
    {
        OptionsValidationException options => [.. options.Failures],
        AggregateException all when all.InnerExceptions.All(inner => Messages(inner, forPersons) is not null) =>
            [.. all.InnerExceptions.SelectMany(inner => Messages(inner, forPersons)!)],
        _ when forPersons.Any(type => type.IsInstanceOfType(exception)) => [exception.Message],
        _ => null,
    };
}
