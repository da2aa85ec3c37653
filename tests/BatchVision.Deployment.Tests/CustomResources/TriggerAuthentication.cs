using System.ComponentModel.DataAnnotations;
using k8s;
using k8s.Models;

namespace BatchVision.Deployment.Tests.CustomResources;

/// <summary>KEDA's, as far as it is used: keda.sh, "Authentication", 2.20.</summary>
internal sealed class TriggerAuthentication : IKubernetesObject<V1ObjectMeta>
{
    [Required]
    public string ApiVersion { get; set; } = "";

    [Required]
    public string Kind { get; set; } = "";

    [Required]
    public V1ObjectMeta Metadata { get; set; } = new();

    [Required]
    public TriggerAuthenticationSpec Spec { get; set; } = new();

    internal sealed class TriggerAuthenticationSpec
    {
        [Required]
        public IList<SecretTarget> SecretTargetRef { get; set; } = [];
    }

    internal sealed class SecretTarget
    {
        [Required]
        public string Parameter { get; set; } = "";

        [Required]
        public string Name { get; set; } = "";

        [Required]
        public string Key { get; set; } = "";
    }
}
