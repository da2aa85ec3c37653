using System.ComponentModel.DataAnnotations;
using k8s;
using k8s.Models;

namespace BatchVision.Deployment.Tests.CustomResources;

/// <summary>What every object of a kind that is not Kubernetes' own has.</summary>
internal abstract class CustomResource<TSpec> : IKubernetesObject<V1ObjectMeta>
    where TSpec : new()
{
    [Required]
    public string ApiVersion { get; set; } = "";

    [Required]
    public string Kind { get; set; } = "";

    [Required]
    public V1ObjectMeta Metadata { get; set; } = new();

    [Required]
    public TSpec Spec { get; set; } = new();
}
