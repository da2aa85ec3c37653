using System.ComponentModel.DataAnnotations;

namespace BatchVision.Objects;

/// <summary>
/// How S3 is reached. Credentials are never here: they come from the AWS SDK's chain (environment, profile, web identity, instance role).
/// </summary>
public sealed record S3Options : IValidatableObject
{
    /// <summary>Address of a server that is not AWS. Default: what AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or the profile says, else AWS.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Region of the buckets. Default: what AWS_REGION or the profile says, else us-east-1.</summary>
    [RegularExpression("[a-zA-Z0-9-]{1,63}", ErrorMessage = "S3:Region must be a region's name, for example eu-central-1.")]
    public string? Region { get; init; }

    /// <summary>Whether the bucket goes into the path instead of the host name. Default: only where an endpoint is set.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>Most requests at a time, of the whole process; halved while the server asks to slow down. 1 to 1,024.</summary>
    [Range(1, 1024, ErrorMessage = "S3:MaxConcurrentRequests must be from 1 to 1024.")]
    public int MaxConcurrentRequests { get; init; } = 64;

    /// <summary>Time for an answer to begin, and then for each MiB of its body. 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "S3:RequestTimeout must be from 00:00:01 to 00:10:00.")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether to pay for requests to buckets of others that are shared on this condition.</summary>
    public bool RequesterPays { get; init; }

    /// <summary>Tries after the first, at growing distance, of a request that failed for a reason that may pass.</summary>
    internal int Retries { get; init; } = 4;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint is not null && !(Endpoint.IsAbsoluteUri && Endpoint.Scheme is "http" or "https"))
        {
            yield return new ValidationResult("S3:Endpoint must be an http or https address, for example http://localhost:9000.", [nameof(Endpoint)]);
        }
    }
}
