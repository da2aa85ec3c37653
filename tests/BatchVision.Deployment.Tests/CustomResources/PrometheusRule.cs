using System.ComponentModel.DataAnnotations;
using k8s;
using k8s.Models;

namespace BatchVision.Deployment.Tests.CustomResources;

/// <summary>The Prometheus operator's, as far as it is used: its "API reference", monitoring.coreos.com/v1.</summary>
internal sealed class PrometheusRule : IKubernetesObject<V1ObjectMeta>
{
    [Required]
    public string ApiVersion { get; set; } = "";

    [Required]
    public string Kind { get; set; } = "";

    [Required]
    public V1ObjectMeta Metadata { get; set; } = new();

    [Required]
    public PrometheusRuleSpec Spec { get; set; } = new();

    internal sealed class PrometheusRuleSpec
    {
        [Required]
        public IList<Group> Groups { get; set; } = [];
    }

    internal sealed class Group
    {
        [Required]
        public string Name { get; set; } = "";

        public string? Interval { get; set; }

        [Required]
        public IList<Rule> Rules { get; set; } = [];
    }

    internal sealed class Rule
    {
        public string? Alert { get; set; }

        public string? Record { get; set; }

        [Required]
        public string Expr { get; set; } = "";

        public string? For { get; set; }

        public IDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();

        public IDictionary<string, string> Annotations { get; set; } = new Dictionary<string, string>();
    }
}
