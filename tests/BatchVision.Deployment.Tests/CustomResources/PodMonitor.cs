using System.ComponentModel.DataAnnotations;
using k8s.Models;

namespace BatchVision.Deployment.Tests.CustomResources;

/// <summary>The Prometheus operator's, as far as it is used: its "API reference", monitoring.coreos.com/v1.</summary>
internal sealed class PodMonitor : CustomResource<PodMonitor.PodMonitorSpec>
{
    internal sealed class PodMonitorSpec
    {
        [Required]
        public V1LabelSelector Selector { get; set; } = new();

        public NamespaceSelectorSpec? NamespaceSelector { get; set; }

        [Required]
        public IList<Endpoint> PodMetricsEndpoints { get; set; } = [];
    }

    internal sealed class NamespaceSelectorSpec
    {
        [Required]
        public IList<string> MatchNames { get; set; } = [];
    }

    internal sealed class Endpoint
    {
        [Required]
        public string Port { get; set; } = "";

        [Required]
        public string Path { get; set; } = "";

        public IDictionary<string, IList<string>>? Params { get; set; }

        public string? Interval { get; set; }

        public IList<Relabeling> Relabelings { get; set; } = [];
    }

    internal sealed class Relabeling
    {
        public IList<string> SourceLabels { get; set; } = [];

        [Required]
        public string TargetLabel { get; set; } = "";

        public string? Replacement { get; set; }
    }
}
