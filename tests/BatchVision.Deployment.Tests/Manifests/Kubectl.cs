using System.Diagnostics;
using System.Text.Json;

namespace BatchVision.Deployment.Tests.Manifests;

/// <summary>
/// kubectl, whose kustomize renders the manifests; no cluster is asked. Where there is none the tests skip, and fail where
/// <c>BATCHVISION_REQUIRE_KUBECTL=1</c>: no package of Debian brings one that would do, so <c>CI=true</c> alone cannot ask for it.
/// </summary>
internal static class Kubectl
{
    // 1.27 is the first with kustomize 5. Debian 12's own kubectl is 1.20 and knows neither components nor patches by label.
    private const string Needed = "kubectl 1.27 or later is absent; kubernetes.io says how to install it.";

    private static readonly Lazy<bool> Found = new(IsUsable);

    public static string Kustomize(string folder)
    {
        if (!Found.Value)
        {
            if (Environment.GetEnvironmentVariable("BATCHVISION_REQUIRE_KUBECTL") == "1")
            {
                Assert.Fail(Needed);
            }

            Assert.Skip(Needed);
        }

        var (exitCode, output, error) = Run("kustomize", folder);
        Assert.True(exitCode == 0, $"kubectl kustomize {folder}: {error}");
        Assert.True(error.Length == 0, $"kubectl kustomize {folder} warns: {error}");
        return output;
    }

    private static bool IsUsable()
    {
        try
        {
            var (exitCode, output, _) = Run("version", "--client", "--output=json");
            return exitCode == 0
                && JsonDocument.Parse(output).RootElement.TryGetProperty("kustomizeVersion", out var version)
                && version.GetString() is ['v', >= '5' and <= '9', ..];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("kubectl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult().Trim());
    }
}
