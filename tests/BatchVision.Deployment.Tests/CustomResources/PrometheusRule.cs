using System.ComponentModel.DataAnnotations;

namespace BatchVision.Deployment.Tests.CustomResources;

/// <summary>The Prometheus operator's, as far as it is used: its "API reference", monitoring.coreos.com/v1.</summary>
internal sealed class PrometheusRule : CustomResource<PrometheusRule.PrometheusRuleSpec>
{
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
