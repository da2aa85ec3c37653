using k8s;
using k8s.Models;

namespace BatchVision.Deployment.Tests.Manifests;

/// <summary>An object that makes pods, whatever its kind.</summary>
internal sealed record Workload(string Name, IKubernetesObject<V1ObjectMeta> Owner, V1PodTemplateSpec Template)
{
    public V1PodSpec Pod => Template.Spec;

    public IDictionary<string, string> Labels => Template.Metadata.Labels;

    public string Component => Labels["app.kubernetes.io/component"];

    public IEnumerable<V1Container> Containers => [.. Pod.InitContainers ?? [], .. Pod.Containers];

    public override string ToString() => $"{Owner.Kind} {Name}";
}
