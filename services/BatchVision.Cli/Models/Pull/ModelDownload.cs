using System.Net;
using System.Net.Http.Headers;
using BatchVision.Recognition.Models;
using Polly;
using Polly.Retry;

namespace BatchVision.Cli.Models.Pull;

/// <summary>
/// Brings a file of known size over HTTP into a <see cref="PartFile"/>. Cut connections, errors of the server and silence are waited out and gone
/// on from; a file that is not the expected one in size is refused before it is stored.
/// </summary>
internal sealed class ModelDownload(PartFile part, long size, TimeProvider time, Action<string> tell) : IDisposable
{
    private const int BufferBytes = 1 << 16;
    private const int MaxRedirects = 10;
    private const int MaxRetries = 5;
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(1);

    // Redirects are followed here, by our own rule on addresses.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(15) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        // Some hosts refuse who does not say a name.
        DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("BatchVision", null) } },
    };

    /// <summary>Bytes that came over the wire, thrown away ones included.</summary>
    public long ReceivedBytes { get; private set; }

    /// <exception cref="CommandException">The file cannot be had there, or it is not the expected one.</exception>
    public async Task RunAsync(Uri url, Action<long> progress, CancellationToken cancellationToken)
    {
        var retries = Retries();
        long most;
        do
        {
            most = part.Length;
            try
            {
                await retries.ExecuteAsync(async token => await AttemptAsync(url, progress, token), cancellationToken);
                return;
            }
            // Retries are counted while nothing comes; a slow line that is cut again and again still gets there.
            catch (TransientDownloadException) when (part.Length > most)
            {
            }
            catch (TransientDownloadException e)
            {
                throw new CommandException(
                    ExitCode.Temporary, $"{e.Message} {part.Length:N0} of {size:N0} bytes are kept; run the same command again to go on.");
            }
        }
        while (true);
    }

    public void Dispose() => _http.Dispose();

    private ResiliencePipeline Retries() => new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<TransientDownloadException>(),
            MaxRetryAttempts = MaxRetries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = FirstWait,
            MaxDelay = LongestWait,
            DelayGenerator = retry => ValueTask.FromResult(
                retry.Outcome.Exception is TransientDownloadException { RetryAfter: { } asked } ? asked < LongestWait ? asked : LongestWait : (TimeSpan?)null),
            OnRetry = retry =>
            {
                tell($"{retry.Outcome.Exception?.Message} Trying again in {retry.RetryDelay.TotalSeconds:0.#} s.");
                return default;
            },
        })
        .Build();

    private async Task AttemptAsync(Uri url, Action<long> progress, CancellationToken cancellationToken)
    {
        if (part.Length > size || (part.Length > 0 && part.Length < size && part.Origin?.Url != url.AbsoluteUri))
            part.Restart(null);
        progress(part.Length);
        if (part.Length == size)
            return;

        using var response = await AskAsync(url, cancellationToken);
        Prepare(url, response);
        await CopyAsync(response, progress, cancellationToken);
    }

    private async Task<HttpResponseMessage> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        var response = await FollowAsync(url, cancellationToken);
        if (response.StatusCode != HttpStatusCode.RequestedRangeNotSatisfiable)
            return response;
        // Another file than before, and shorter than what we have of it.
        response.Dispose();
        part.Restart(null);
        return await FollowAsync(url, cancellationToken);
    }

    private async Task<HttpResponseMessage> FollowAsync(Uri url, CancellationToken cancellationToken)
    {
        for (var i = 0; i <= MaxRedirects; i++)
        {
            var response = await SendAsync(url, cancellationToken);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
                return response;

            response.Dispose();
            var next = new Uri(url, location);
            if (!DownloadCatalogue.IsAllowed(next) || (url.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps))
                throw new CommandException(ExitCode.Failure, $"{url.Host} points to {next.GetLeftPart(UriPartial.Path)}, which is not https; it is not followed.");
            url = next;
        }

        throw new CommandException(ExitCode.Failure, $"{url.Host} redirects more than {MaxRedirects} times; give another address with --from.");
    }

    private async Task<HttpResponseMessage> SendAsync(Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (part is { Length: > 0, Origin.Validator: { } validator })
        {
            request.Headers.Range = new RangeHeaderValue(part.Length, null);
            request.Headers.TryAddWithoutValidation("If-Range", validator);
        }

        return await PatientlyAsync(
            token => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), $"{url.Host} cannot be reached", cancellationToken);
    }

    /// <summary>Makes the part ready for the body of this answer, or refuses it.</summary>
    private void Prepare(Uri url, HttpResponseMessage response)
    {
        var length = response.Content.Headers.ContentLength;
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent:
                var range = response.Content.Headers.ContentRange;
                if (range?.From != part.Length)
                {
                    part.Restart(null);
                    throw new TransientDownloadException($"{url.Host} sent another part of the file than was asked for.");
                }

                RequireSize(url, range.Length ?? part.Length + length);
                break;
            case HttpStatusCode.OK:
                // The server knows no ranges, or has another file by now.
                RequireSize(url, length);
                part.Restart(Validator(response) is { } validator ? new PartOrigin(url.AbsoluteUri, validator) : null);
                break;
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new TransientDownloadException($"{url.Host} answers {(int)response.StatusCode} ({response.ReasonPhrase}).", RetryAfter(response));
            default:
                throw new CommandException(
                    ExitCode.Failure,
                    $"{url.GetLeftPart(UriPartial.Path)} answers {(int)response.StatusCode} ({response.ReasonPhrase}); give another address or a file with --from.");
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, Action<long> progress, CancellationToken cancellationToken)
    {
        var host = response.RequestMessage!.RequestUri!.Host;
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BufferBytes];
        while (true)
        {
            var read = await PatientlyAsync(token => body.ReadAsync(buffer, token).AsTask(), $"{host} broke off", cancellationToken);
            if (read == 0)
                break;
            ReceivedBytes += read;
            RequireNoMore(response, part.Length + read);
            await part.AppendAsync(buffer.AsMemory(0, read), cancellationToken);
            progress(part.Length);
        }

        // Without a Content-Length a cut connection may look like an end.
        if (part.Length < size)
            throw new TransientDownloadException($"{host} ended the file early.");
    }

    private async Task<T> PatientlyAsync<T>(Func<CancellationToken, Task<T>> wait, string what, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(LongestSilence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await wait(either.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new TransientDownloadException($"{what}: {e.Message.TrimEnd('.')}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientDownloadException($"{what}: nothing came for {LongestSilence.TotalSeconds:0} s.");
        }
    }

    private void RequireSize(Uri url, long? length)
    {
        if (length is { } stated && stated != size)
            throw WrongSize($"{url.Host} has {stated:N0} bytes");
    }

    private void RequireNoMore(HttpResponseMessage response, long length)
    {
        if (length > size)
            throw WrongSize($"{response.RequestMessage!.RequestUri!.Host} sends more than that");
    }

    private CommandException WrongSize(string what)
    {
        part.Delete();
        return new CommandException(ExitCode.Failure, $"the catalogue says {size:N0} bytes, but {what}: this is another file, and it is not kept.");
    }

    // If-Range takes no weak validator (RFC 9110, 13.1.5).
    private static string? Validator(HttpResponseMessage response) => response.Headers.ETag is { IsWeak: false } etag
        ? etag.Tag
        : response.Content.Headers.LastModified?.ToString("r");

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > time.GetUtcNow() => date - time.GetUtcNow(),
        _ => null,
    };
}
