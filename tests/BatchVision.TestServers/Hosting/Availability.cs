using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Xunit;

namespace BatchVision.TestServers.Hosting;

/// <summary>What to do where a server cannot be had: tests skip, and fail where the servers are required.</summary>
internal static class Availability
{
    public static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    [DoesNotReturn]
    public static Exception Missing(string server, string packages, string? variable = null)
    {
        var message = variable is null
            ? $"{server} is absent: install {packages} (Debian)."
            : $"{server} is absent: install {packages} (Debian), start a container engine, or name a server by {variable}.";
        if (Variable("CI") == "true" || Variable("BATCHVISION_REQUIRE_SERVERS") == "1")
            Assert.Fail(message);
        Assert.Skip(message);
        throw new UnreachableException();
    }
}
