using System.ComponentModel.DataAnnotations;

namespace BatchVision.Deployment.Tests.CustomResources;

/// <summary>KEDA's, as far as it is used: keda.sh, "Authentication", 2.20.</summary>
internal sealed class TriggerAuthentication : CustomResource<TriggerAuthentication.TriggerAuthenticationSpec>
{
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
