using Microsoft.AspNetCore.Http.Metadata;

namespace BatchVision.Api.Events;

/// <summary>Another limit for the bodies of one endpoint.</summary>
internal sealed class BodyLimit(long bytes) : IRequestSizeLimitMetadata
{
    public long? MaxRequestBodySize => bytes;
}
