using System.CommandLine;

namespace BatchVision.Cli.Jobs;

/// <summary>The options that say which server is asked, the same for every command.</summary>
internal sealed class ApiAddress
{
    private const string Default = "http://localhost:8080";
    private const string UrlVariable = "BATCHVISION_API";
    private const string KeyVariable = "BATCHVISION_API_KEY";

    private readonly Option<string?> _url = new("--api")
    {
        Description = $"Address of the API. Default: ${UrlVariable}, else {Default}.",
        HelpName = "url",
    };

    private readonly Option<string?> _key = new("--api-key")
    {
        Description = $"Key of the API, made by 'bv keys create'. Default: ${KeyVariable}, which other users of the machine cannot see.",
        HelpName = "key",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_url);
        command.Options.Add(_key);
    }

    /// <exception cref="CommandException">The address is none.</exception>
    public ApiClient Connect(ParseResult parsed)
    {
        var url = parsed.GetValue(_url) ?? Variable(UrlVariable) ?? Default;
        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new CommandException(ExitCode.Configuration, $"'{url}' is no address; give --api or ${UrlVariable} as http://host:port.");
        return new ApiClient(address, parsed.GetValue(_key) ?? Variable(KeyVariable));
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
