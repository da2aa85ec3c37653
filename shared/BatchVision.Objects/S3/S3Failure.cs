using System.Net;
using System.Xml;
using Amazon.Runtime;
using Amazon.S3;
using BatchVision.Contracts;

namespace BatchVision.Objects.S3;

/// <summary>What an error of S3 means: a status of one image, the end of a source, or a reason to try again later.</summary>
internal static class S3Failure
{
    private const int MaxServerText = 300;

    /// <summary>Whether the exception is of the store or of the way to it, and neither ours nor a fault in the program.</summary>
    public static bool IsTrouble(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        OperationCanceledException => !cancellationToken.IsCancellationRequested,
        SourceException or StoreUnavailableException => false,
        AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException or XmlException => true,
        _ => false,
    };

    /// <summary>The status of the image where the error is about this object alone; null where it is about the store.</summary>
    public static Fetched? OfImage(AmazonS3Exception exception) => exception.ErrorCode switch
    {
        "PreconditionFailed" => Fetched.Failed(ImageStatus.Changed, "The object changed after it was listed."),
        // A 404 without this code comes from something else than a store that was asked for an object.
        "NoSuchKey" => Fetched.Failed(ImageStatus.NotFound, "The object is gone."),
        "KeyTooLongError" or "InvalidObjectName" or "InvalidURI" => Fetched.Failed(ImageStatus.NotFound, "The store takes no such key."),
        "AccessDenied" or "AllAccessDisabled" => Fetched.Failed(ImageStatus.AccessDenied, "The object may not be read with these credentials."),
        "InvalidObjectState" => Fetched.Failed(ImageStatus.AccessDenied, "The object is archived; restore it first."),
        // Encrypted with a key of the customer. The code has other uses, which are not about the object.
        "InvalidRequest" when exception.Message.Contains("Server Side Encryption", StringComparison.OrdinalIgnoreCase) =>
            Fetched.Failed(ImageStatus.AccessDenied, "The object is encrypted with a key that its reader must send."),
        ['K', 'M', 'S', '.', ..] => Fetched.Failed(ImageStatus.AccessDenied, $"The object cannot be decrypted: {Describe(exception)}."),
        _ => null,
    };

    /// <summary>What to throw where a source was to be read.</summary>
    public static Exception OfSource(Exception exception, S3Connection connection, S3Address address)
    {
        var mend = exception switch
        {
            AmazonS3Exception s3 => OfSource(s3, connection, address),
            AmazonClientException client when IsCredentials(client) =>
                "no AWS credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE, or give the machine a role",
            _ => null,
        };
        return mend is null ? Unavailable(exception) : new SourceException($"{address}: {mend}.", exception);
    }

    /// <summary>What to throw where an object was to be written.</summary>
    public static Exception OfTarget(Exception exception, S3Connection connection, S3Address address) =>
        exception is AmazonS3Exception { ErrorCode: "AccessDenied" or "AllAccessDisabled" }
            ? new SourceException(
                $"{address}: access is denied; the credentials need s3:PutObject, s3:ListBucketMultipartUploads, s3:ListMultipartUploadParts and s3:AbortMultipartUpload.",
                exception)
            : OfSource(exception, connection, address);

    public static StoreUnavailableException Unavailable(Exception exception) => new(
        exception switch
        {
            AmazonServiceException service => $"S3 does not serve: {Describe(service)}.",
            OperationCanceledException or TimeoutException => "S3 does not answer in time.",
            AmazonClientException client when IsCredentials(client) => "S3 cannot be asked: no AWS credentials were found.",
            _ => $"S3 cannot be reached: {OneLine(exception.Message)}.",
        },
        exception);

    private static string? OfSource(AmazonS3Exception exception, S3Connection connection, S3Address address) => exception.ErrorCode switch
    {
        "NoSuchBucket" => $"there is no bucket '{address.Bucket}' at {connection.Endpoint}; check its name, and AWS_ENDPOINT_URL or S3:Endpoint if it lives elsewhere",
        "NoSuchKey" => "there is no such object; check the key",
        "AccessDenied" or "AllAccessDisabled" => "access is denied; the credentials need s3:ListBucket on the bucket and s3:GetObject on its objects",
        "InvalidAccessKeyId" => $"{connection.Endpoint} does not know the access key; check AWS_ACCESS_KEY_ID and whether the endpoint is the right one",
        "SignatureDoesNotMatch" => "the secret key does not belong to the access key; check AWS_SECRET_ACCESS_KEY",
        "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired" => "the session token has expired or is wrong; renew the credentials",
        "RequestTimeTooSkewed" => "this machine's clock is wrong; set it",
        "PreconditionFailed" => "it was changed while it was read; start again",
        _ when (int)exception.StatusCode is >= 300 and < 500
            and not ((int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.TooManyRequests) => $"the server refuses: {Describe(exception)}",
        _ => null,
    };

    // The SDK has no type or code for it.
    private static bool IsCredentials(AmazonClientException exception) =>
        exception.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase);

    private static string Describe(AmazonServiceException exception) =>
        OneLine($"{(int)exception.StatusCode} {exception.ErrorCode} {exception.Message}");

    /// <summary>Text of a server, fit for a log and a table: one line, not long, no control characters.</summary>
    private static string OneLine(string text)
    {
        var line = string.Concat(text.Take(MaxServerText).Select(c => char.IsControl(c) ? ' ' : c));
        return line.Trim().TrimEnd('.');
    }
}
