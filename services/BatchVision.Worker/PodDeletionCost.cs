using System.Globalization;
using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace BatchVision.Worker;

/// <summary>
/// Tells Kubernetes what the end of this pod would cost: the images in its hands, which another worker would have to do again. Of several pods the
/// cheapest goes first when a deployment shrinks. Only where the variables <c>POD_NAME</c> and <c>POD_NAMESPACE</c> say which pod it is.
/// </summary>
internal sealed partial class PodDeletionCost(
    WorkerLoad load, IConfiguration configuration, TimeProvider time, ILogger<PodDeletionCost> logger) : BackgroundService
{
    /// <summary>Read by the controller of the ReplicaSet; a number, 0 where there is none.</summary>
    private const string Annotation = "controller.kubernetes.io/pod-deletion-cost";

    // Every pod writes this often at most, and only what changed: the API server is everybody's.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (configuration["POD_NAME"] is not { Length: > 0 } name || configuration["POD_NAMESPACE"] is not { Length: > 0 } space)
        {
            return;
        }

        // Of KUBECONFIG, else of the pod itself.
        using var kubernetes = new Kubernetes(KubernetesClientConfiguration.BuildDefaultConfig());
        using var timer = new PeriodicTimer(Interval, time);
        int? told = null;
        do
        {
            var cost = load.ActiveImages;
            if (cost != told && await TryTellAsync(kubernetes, name, space, cost, stoppingToken))
            {
                told = cost;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> TryTellAsync(Kubernetes kubernetes, string name, string space, int cost, CancellationToken cancellationToken)
    {
        var patch = new Dictionary<string, object>
        {
            ["metadata"] = new Dictionary<string, object>
            {
                ["annotations"] = new Dictionary<string, string> { [Annotation] = cost.ToString(CultureInfo.InvariantCulture) },
            },
        };
        try
        {
            await kubernetes.CoreV1.PatchNamespacedPodAsync(
                new V1Patch(patch, V1Patch.PatchType.MergePatch), name, space, cancellationToken: cancellationToken);
            return true;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == HttpStatusCode.Forbidden)
        {
            LogForbidden(space, name);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && e is HttpOperationException or HttpRequestException or IOException or OperationCanceledException)
        {
            // The order of deletion is a nicety: the work goes on, and the next round tries again.
            LogUntold(e.Message);
        }

        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pod {Namespace}/{Pod} may not be patched by its service account; see k8s/components/pod-deletion-cost.")]
    private partial void LogForbidden(string @namespace, string pod);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The pod's deletion cost could not be told: {Reason}")]
    private partial void LogUntold(string reason);
}
