using System.Net;
using Amazon.Runtime;

namespace BatchVision.Objects.S3;

/// <summary>The SDK's HTTP client, made here so that every answer is seen, also those that the SDK's retries hide.</summary>
internal sealed class S3HttpClients(S3Options options, RequestGate gate, TimeSpan timeout) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var sockets = new SocketsHttpHandler
        {
            // Redirects would carry the signature elsewhere; the SDK follows those of S3 itself. Bytes are wanted as they are stored.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            MaxConnectionsPerServer = options.MaxConcurrentRequests,
            // A bucket's name leads to other addresses over time.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        return new HttpClient(new SlowDownHandler(gate, sockets)) { Timeout = timeout };
    }

    private sealed class SlowDownHandler(RequestGate gate, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests)
            {
                gate.SlowDown();
            }

            return response;
        }
    }
}
