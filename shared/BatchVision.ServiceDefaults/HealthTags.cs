namespace BatchVision.ServiceDefaults;

/// <summary>Tags that put a health check on a page.</summary>
public static class HealthTags
{
    /// <summary>On <c>/health/ready</c>: the service can do its work now. The bus has this tag.</summary>
    public const string Ready = "ready";

    /// <summary>On <c>/health/startup</c>: what a service must have done once before it may be judged, such as loading its models.</summary>
    public const string Startup = "startup";
}
