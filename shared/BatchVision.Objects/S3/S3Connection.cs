using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace BatchVision.Objects.S3;

/// <summary>The one S3 client of a process, made when it is first used: folders do without it.</summary>
internal sealed class S3Connection : IDisposable
{
    private readonly S3Options _options;
    private readonly RequestGate _gate;
    private readonly Lazy<AmazonS3Client> _client;
    private readonly Lazy<AmazonS3Client> _uploads;

    /// <param name="options">Where and how.</param>
    /// <param name="time">Clock of the back-off.</param>
    /// <param name="credentials">Null for those of the SDK's chain.</param>
    public S3Connection(S3Options options, TimeProvider time, AWSCredentials? credentials)
    {
        _options = options;
        _gate = new RequestGate(options.MaxConcurrentRequests, time);
        _client = new Lazy<AmazonS3Client>(() => Create(new S3HttpClients(options, _gate, options.RequestTimeout)));
        _uploads = new Lazy<AmazonS3Client>(() => Create(new S3HttpClients(options, _gate, System.Threading.Timeout.InfiniteTimeSpan), ownChecksums: true));
        Payer = options.RequesterPays ? RequestPayer.Requester : null;

        AmazonS3Client Create(HttpClientFactory http, bool ownChecksums = false)
        {
            var config = Configure(options, http);
            if (ownChecksums)
            {
                // Parts carry their MD5, which every server checks; with checksums of the SDK besides, the last request would owe them all again.
                config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
            }

            return credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
        }
    }

    public AmazonS3Client Client => _client.Value;

    /// <summary>Another client, for bodies that take long to send: whoever uses it sets the limit.</summary>
    public AmazonS3Client Uploads => _uploads.Value;

    public RequestPayer? Payer { get; }

    public TimeSpan Timeout => _options.RequestTimeout;

    public int Retries => _options.Retries;

    /// <summary>Requests allowed at a time now.</summary>
    public int Limit => _gate.Limit;

    /// <summary>Where requests go, for messages.</summary>
    public string Endpoint => Client.Config.ServiceURL ?? "AWS";

    /// <summary>Waits for a place among the requests under way.</summary>
    public ValueTask<RequestGate.Turn> EnterAsync(CancellationToken cancellationToken) => _gate.EnterAsync(cancellationToken);

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }

        if (_uploads.IsValueCreated)
        {
            _uploads.Value.Dispose();
        }

        _gate.Dispose();
    }

    private static AmazonS3Config Configure(S3Options options, HttpClientFactory http)
    {
        var endpoint = options.Endpoint?.AbsoluteUri ?? ConfiguredEndpoint();
        var config = new AmazonS3Config
        {
            HttpClientFactory = http,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = options.Retries,
            ForcePathStyle = options.PathStyle ?? endpoint is not null,
        };
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = options.Region
                ?? FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName ?? "us-east-1";
            // Servers that are not AWS answer the SDK's own checksums with errors: github.com/aws/aws-sdk-net/issues/3610
            config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
            config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        }
        else
        {
            config.RegionEndpoint = options.Region is { } region
                ? RegionEndpoint.GetBySystemName(region)
                : config.RegionEndpoint ?? RegionEndpoint.USEast1;
        }

        return config;
    }

    /// <summary>
    /// What the environment or the profile says; null for AWS. Asked of a configuration of its own: the SDK forgets it when a
    /// configuration is asked for its region.
    /// </summary>
    private static string? ConfiguredEndpoint()
    {
        try
        {
            return new AmazonS3Config().ServiceURL;
        }
        catch (AmazonClientException e)
        {
            throw new SourceException("AWS_ENDPOINT_URL, or endpoint_url of the profile, is no http or https address.", e);
        }
    }
}
