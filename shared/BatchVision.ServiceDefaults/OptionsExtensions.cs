using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace BatchVision.ServiceDefaults;

/// <summary>Options as plain records.</summary>
public static class OptionsExtensions
{
    /// <summary>
    /// Binds a section to a record with <c>init</c> members, to be asked for by its own type. Its annotations are checked when the host
    /// starts, each message led by the name of the section.
    /// </summary>
    /// <typeparam name="TOptions">Record with defaults.</typeparam>
    /// <param name="builder">The host that is being built.</param>
    /// <param name="section">Section of the configuration.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddOptions<TOptions>(this IHostApplicationBuilder builder, string section)
        where TOptions : class, new()
    {
        builder.Services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<TOptions>>(new Annotations<TOptions>(section));
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<TOptions>>().Value);
        return builder;
    }

    private sealed class Annotations<TOptions>(string section) : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            var results = new List<ValidationResult>();
            return Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true)
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(results.Select(result => $"{section}: {result.ErrorMessage}"));
        }
    }
}
