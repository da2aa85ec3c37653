using BatchVision.Deployment.Tests.Manifests;
using k8s.Models;

namespace BatchVision.Deployment.Tests;

/// <summary>What one object says of another is true.</summary>
public sealed class ReferenceTests
{
    // kustomize puts a namespace on every kind that it does not know.
    private static readonly string[] OfTheCluster = ["Namespace", "PriorityClass", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"];

    public static TheoryData<string> Variants => Variant.All;

    [Fact]
    public void EveryComponent_IsRenderedAndToldOf()
    {
        var folders = Directory.GetDirectories(Repository.Path("k8s/components")).Select(folder => Path.GetFileName(folder)!).ToList();
        var readme = File.ReadAllText(Repository.Path("k8s/README.md"));

        Assert.Equal(folders.Order(), Variant.Components.Order());
        Assert.All(folders, folder => Assert.Contains(folder, readme, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryObject_IsInTheNamespaceIfItsKindHasOne(string variant)
    {
        var rendered = Variant.Render(variant);

        Assert.All(rendered.Objects, o => Assert.Equal(OfTheCluster.Contains(o.Kind) ? null : "batchvision", o.Namespace()));
        var space = Assert.Single(rendered.Of<V1Namespace>());
        Assert.Equal("batchvision", space.Name());
        Assert.Equal("restricted", space.Labels()["pod-security.kubernetes.io/enforce"]);
        Assert.Equal(rendered.Objects.Count, rendered.Objects.Select(o => (o.Kind, o.Name())).Distinct().Count());
    }

    [Theory, MemberData(nameof(Variants))]
    public void EverySelector_OfADeployment_IsItsOwnPodsAndNoOthers(string variant)
    {
        var rendered = Variant.Render(variant);
        Assert.All(rendered.Of<V1Deployment>(), deployment =>
            Assert.Equal([deployment.Name()], rendered.Workloads.Where(deployment.Spec.Selector.Selects).Select(workload => workload.Name)));
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryService_MayLoseOneReplicaAtATimeAndSpreadsThem(string variant)
    {
        var rendered = Variant.Render(variant);
        var budgets = rendered.Of<V1PodDisruptionBudget>().ToList();

        Assert.All(budgets, budget =>
        {
            Assert.Equal("1", budget.Spec.MaxUnavailable);
            // Else a pod that never becomes ready keeps its node from being emptied.
            Assert.Equal("AlwaysAllow", budget.Spec.UnhealthyPodEvictionPolicy);
            Assert.Single(rendered.Services, budget.Spec.Selector.Selects);
        });
        Assert.All(rendered.Services, service =>
        {
            Assert.Single(budgets, budget => budget.Spec.Selector.Selects(service));
            var spread = Assert.Single(service.Pod.TopologySpreadConstraints);
            Assert.Equal([service.Name], rendered.Workloads.Where(spread.LabelSelector.Selects).Select(workload => workload.Name));
        });
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryPortOfAService_IsAPortOfItsPods(string variant)
    {
        var rendered = Variant.Render(variant);
        foreach (var service in rendered.Of<V1Service>())
        {
            var target = Assert.Single(rendered.Workloads, new V1LabelSelector { MatchLabels = service.Spec.Selector }.Selects);
            Assert.All(service.Spec.Ports, port => Assert.Contains(
                target.Pod.Containers[0].Ports, there => there.Name == port.TargetPort && there.ContainerPort == port.Port));
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryAddressOfAService_IsThere(string variant)
    {
        var rendered = Variant.Render(variant);
        var addresses = rendered.Of<V1Service>().SelectMany(service => service.Spec.Ports.Select(port => $"http://{service.Name()}:{port.Port}")).ToHashSet();
        var used = rendered.Workloads.SelectMany(workload => workload.Containers).SelectMany(container => container.Env ?? [])
            .Select(variable => variable.Value).Where(value => value?.StartsWith("http://", StringComparison.Ordinal) == true).ToList();

        Assert.NotEmpty(used);
        Assert.All(used, address => Assert.Contains(address, addresses));
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryConfigMapAndVolume_IsThere(string variant)
    {
        var rendered = Variant.Render(variant);
        var maps = rendered.Of<V1ConfigMap>().Select(map => map.Name()).ToHashSet();

        Assert.All(rendered.Workloads, workload =>
        {
            var volumes = workload.Pod.Volumes.Select(volume => volume.Name).ToHashSet();
            var used = workload.Pod.Volumes.Where(volume => volume.ConfigMap is not null).Select(volume => volume.ConfigMap.Name)
                .Concat(workload.Containers.SelectMany(container => container.EnvFrom ?? []).Select(source => source.ConfigMapRef.Name));
            Assert.All(used, map => Assert.Contains(map, maps));
            Assert.Equal(volumes, workload.Containers.SelectMany(container => container.VolumeMounts ?? []).Select(mount => mount.Name).ToHashSet());
            Assert.All(
                workload.Containers.SelectMany(container => container.Env ?? []),
                variable => Assert.True(variable.Value is null != variable.ValueFrom is null, variable.Name));
        });
    }
}
