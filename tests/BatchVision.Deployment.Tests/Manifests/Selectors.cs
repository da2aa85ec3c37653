using k8s.Models;

namespace BatchVision.Deployment.Tests.Manifests;

/// <summary>Label selectors as Kubernetes reads them.</summary>
internal static class Selectors
{
    /// <summary>An empty selector selects everything.</summary>
    public static bool Selects(this V1LabelSelector selector, Workload workload) =>
        (selector.MatchLabels ?? new Dictionary<string, string>()).All(label => workload.Labels.TryGetValue(label.Key, out var value) && value == label.Value)
        && (selector.MatchExpressions ?? []).All(expression => expression.OperatorProperty == "In"
            ? workload.Labels.TryGetValue(expression.Key, out var value) && expression.Values.Contains(value)
            : throw new NotSupportedException($"The operator {expression.OperatorProperty} is not read here."));
}
