using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using BatchVision.Contracts.Rest;

namespace BatchVision.Cli.Jobs;

/// <summary>Asks the REST API. Whatever goes wrong becomes one line for a person and an exit code.</summary>
internal sealed class ApiClient : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(4);

    // A redirect would turn a POST into a GET, so it is told instead of followed.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) })
    {
        Timeout = Timeout,
    };

    public ApiClient(Uri address, string? key)
    {
        _http.BaseAddress = address;
        _http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (key is null)
            return;
        if (!key.Trim().All(c => c is > ' ' and <= '~'))
            throw new CommandException(ExitCode.Configuration, "the API key holds characters that no key has; check --api-key or $BATCHVISION_API_KEY.");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());
    }

    public Task<T> GetAsync<T>(string path, CancellationToken cancellationToken) => SendAsync<T>(HttpMethod.Get, path, null, cancellationToken);

    public Task<T> PostAsync<T>(string path, object? body, CancellationToken cancellationToken) =>
        SendAsync<T>(HttpMethod.Post, path, body, cancellationToken);

    /// <summary>
    /// Submits a job once, however often it has to be asked: when the answer is lost, the key finds the job that was made.
    /// </summary>
    public async Task<JobDocument> SubmitAsync(NewJobDocument job, string? key, CancellationToken cancellationToken)
    {
        key ??= Guid.NewGuid().ToString();
        for (var wait = FirstWait; ; wait *= 2)
        {
            try
            {
                return await SendAsync<JobDocument>(HttpMethod.Post, "jobs", job, cancellationToken, key);
            }
            catch (CommandException e) when (e.ExitCode == ExitCode.Temporary && wait <= LastWait)
            {
                await Console.Error.WriteLineAsync($"bv: {e.Message} Trying again in {wait.TotalSeconds:0} s.");
                await Task.Delay(wait, cancellationToken);
            }
        }
    }

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, path, null, cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task<T> SendAsync<T>(HttpMethod method, string path, object? body, CancellationToken cancellationToken, string? key = null)
    {
        using var response = await SendAsync(method, path, body, cancellationToken, key);
        return await ReadAsync<T>(response, cancellationToken) ?? throw Stranger(response);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, body.GetType()) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new CommandException(
                ExitCode.Temporary, $"cannot reach {_http.BaseAddress}: {e.Message} Check --api or $BATCHVISION_API, and that the server runs.");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Temporary, $"{_http.BaseAddress} has not answered within {Timeout.TotalSeconds:0} s; try again later.");
        }

        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw await RefusalAsync(response, cancellationToken);
    }

    private async Task<CommandException> RefusalAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await ReadAsync<ProblemDocument>(response, cancellationToken) is { Detail: { } detail }
            ? new CommandException(ExitCodeOf(response.StatusCode), detail)
            : Stranger(response);

    private static int ExitCodeOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.BadRequest => ExitCode.Usage,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => ExitCode.Configuration,
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => ExitCode.Temporary,
        _ => ExitCode.Failure,
    };

    /// <summary>Null where the answer is not what our server sends.</summary>
    private static async Task<T?> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            return response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json"
                ? await response.Content.ReadFromJsonAsync<T>(cancellationToken)
                : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    // A gateway on the way answers in words of its own while the server restarts.
    private CommandException Stranger(HttpResponseMessage response) => response.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
        ? new CommandException(ExitCode.Temporary, $"{_http.BaseAddress} answers {(int)response.StatusCode}; try again later.")
        : new CommandException(
            ExitCode.Configuration,
            $"{_http.BaseAddress} answers {(int)response.StatusCode}{(response.Headers.Location is { } there ? $" and points to {there}" : "")}, "
            + "but not as the API does; check --api or $BATCHVISION_API.");
}
