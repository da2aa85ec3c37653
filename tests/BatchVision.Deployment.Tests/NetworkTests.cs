using System.Net;
using BatchVision.Deployment.Tests.Manifests;
using k8s.Models;

namespace BatchVision.Deployment.Tests;

/// <summary>Who may speak to whom.</summary>
public sealed class NetworkTests
{
    private const int Names = 53, Store = 443, Database = 5432, BrokerTls = 5671, Broker = 5672, Traces = 4317, ApiServer = 6443, Http = 8080, Metrics = 8081;

    private static readonly Dictionary<string, int[]> Egress = new()
    {
        ["worker"] = [Names, Store, BrokerTls, Broker],
        ["ingest"] = [Names, Store, Database, BrokerTls, Broker],
        ["results"] = [Names, Database, BrokerTls, Broker],
        ["api"] = [Names, Database, BrokerTls, Broker],
        ["migrate"] = [Names, Database],
        ["retain"] = [Names, Database],
        ["backfill"] = [Names, Http],
        ["reconcile"] = [Names, Http],
    };

    public static TheoryData<string> Variants => Variant.All;

    [Theory, MemberData(nameof(Variants))]
    public void EveryPod_IsDeniedWhatIsNotNamed(string variant)
    {
        var rendered = Variant.Render(variant);
        var deny = Assert.Single(rendered.Of<V1NetworkPolicy>(), policy => policy.Spec is { Ingress: null, Egress: null });

        Assert.Equal(["Egress", "Ingress"], deny.Spec.PolicyTypes.Order());
        Assert.All(rendered.Workloads, workload => Assert.True(deny.Spec.PodSelector.Selects(workload), workload.Name));
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryPod_ReachesWhatItNeedsAndNothingElse(string variant)
    {
        var rendered = Variant.Render(variant);
        var traced = rendered.Workloads.Any(workload => workload.Component == "otel-collector");
        var patches = rendered.Of<V1RoleBinding>().Any();
        foreach (var workload in rendered.Workloads)
        {
            int[] expected = workload.Component == "otel-collector"
                ? [Names, Traces]
                :
                [
                    .. Egress[workload.Component],
                    .. traced && rendered.Services.Contains(workload) ? [Traces] : Array.Empty<int>(),
                    .. patches && workload.Component == "worker" ? [ApiServer] : Array.Empty<int>(),
                ];
            var ports = Policies(rendered, workload).SelectMany(policy => policy.Spec.Egress ?? []).SelectMany(rule => rule.Ports).Select(Port);
            Assert.Equal(expected.Order(), ports.Distinct().Order());
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryPod_IsReachedForItsServiceAndItsMetricsOnly(string variant)
    {
        var rendered = Variant.Render(variant);
        var scraped = rendered.Workloads.Any(workload => workload.Component == "otel-collector");
        foreach (var workload in rendered.Workloads)
        {
            int[] expected = (workload.Component, scraped) switch
            {
                ("api", true) => [Http, Metrics],
                ("api", false) => [Http],
                ("worker" or "ingest" or "results", true) => [Http],
                ("otel-collector", _) => [Traces],
                _ => [],
            };
            Assert.Equal(expected, Policies(rendered, workload).SelectMany(policy => policy.Spec.Ingress ?? []).SelectMany(rule => rule.Ports).Select(Port).Order());
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void NoPod_ReachesTheMetadataOfItsNode(string variant)
    {
        var rules = Variant.Render(variant).Of<V1NetworkPolicy>().SelectMany(policy => policy.Spec.Egress ?? []).ToList();
        var metadata = IPAddress.Parse("169.254.169.254");

        // A rule without addresses allows all of them.
        Assert.All(rules, rule => Assert.NotEmpty(rule.To));
        Assert.All(rules.SelectMany(rule => rule.To).Select(peer => peer.IpBlock).OfType<V1IPBlock>(), block => Assert.False(
            IPNetwork.Parse(block.Cidr).Contains(metadata) && !(block.Except ?? []).Any(except => IPNetwork.Parse(except).Contains(metadata)), block.Cidr));
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryPolicy_SelectsSomething(string variant)
    {
        var rendered = Variant.Render(variant);
        Assert.All(rendered.Of<V1NetworkPolicy>(), policy =>
        {
            Assert.Contains(rendered.Workloads, policy.Spec.PodSelector.Selects);
            var local = (policy.Spec.Egress ?? []).SelectMany(rule => rule.To).Concat((policy.Spec.Ingress ?? []).SelectMany(rule => rule.FromProperty))
                .Where(peer => peer is { PodSelector: not null, NamespaceSelector: null });
            Assert.All(local, peer => Assert.Contains(rendered.Workloads, peer.PodSelector.Selects));
        });
    }

    private static IEnumerable<V1NetworkPolicy> Policies(Rendered rendered, Workload workload) =>
        rendered.Of<V1NetworkPolicy>().Where(policy => policy.Spec.PodSelector.Selects(workload));

    private static int Port(V1NetworkPolicyPort port) => int.Parse(port.Port, System.Globalization.CultureInfo.InvariantCulture);
}
