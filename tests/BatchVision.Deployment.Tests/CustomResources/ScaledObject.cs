using System.ComponentModel.DataAnnotations;
using k8s.Models;

namespace BatchVision.Deployment.Tests.CustomResources;

/// <summary>KEDA's, as far as it is used: keda.sh, "ScaledObject specification", 2.20.</summary>
internal sealed class ScaledObject : CustomResource<ScaledObject.ScaledObjectSpec>
{
    internal sealed class ScaledObjectSpec
    {
        [Required]
        public Target ScaleTargetRef { get; set; } = new();

        /// <summary>Seconds.</summary>
        public int PollingInterval { get; set; } = 30;

        /// <summary>Seconds, from the last activity to no replica.</summary>
        public int CooldownPeriod { get; set; } = 300;

        public int MinReplicaCount { get; set; }

        public int MaxReplicaCount { get; set; } = 100;

        public FallbackSpec? Fallback { get; set; }

        public AdvancedSpec? Advanced { get; set; }

        [Required]
        public IList<Trigger> Triggers { get; set; } = [];
    }

    internal sealed class Target
    {
        [Required]
        public string Name { get; set; } = "";
    }

    internal sealed class FallbackSpec
    {
        [Required]
        public int FailureThreshold { get; set; }

        [Required]
        public int Replicas { get; set; }

        [AllowedValues("static", "currentReplicas", "currentReplicasIfHigher", "currentReplicasIfLower")]
        public string Behavior { get; set; } = "static";
    }

    internal sealed class AdvancedSpec
    {
        public AutoscalerSpec? HorizontalPodAutoscalerConfig { get; set; }
    }

    internal sealed class AutoscalerSpec
    {
        public V2HorizontalPodAutoscalerBehavior? Behavior { get; set; }
    }

    internal sealed class Trigger
    {
        [Required]
        public string Type { get; set; } = "";

        [AllowedValues("AverageValue", "Value")]
        public string MetricType { get; set; } = "AverageValue";

        [Required]
        public IDictionary<string, string> Metadata { get; set; } = new Dictionary<string, string>();

        public Reference? AuthenticationRef { get; set; }
    }

    internal sealed class Reference
    {
        [Required]
        public string Name { get; set; } = "";
    }
}
