namespace BatchVision.TestServers.Hosting;

/// <summary>Of the servers we start ourselves, on loopback.</summary>
internal static class Credentials
{
    public const string User = "bv";
    public const string Secret = "bvsecretbvsecret";
}
