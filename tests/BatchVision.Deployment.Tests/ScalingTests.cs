using System.Globalization;
using System.Text.RegularExpressions;
using BatchVision.Contracts;
using BatchVision.Deployment.Tests.CustomResources;
using BatchVision.Deployment.Tests.Manifests;
using BatchVision.Ingest;
using k8s.Models;

namespace BatchVision.Deployment.Tests;

/// <summary>How many workers there are, and who may say which goes.</summary>
public sealed partial class ScalingTests
{
    private static readonly string[] Scaled = ["cpu with keda alone", "cpu with everything", "gpu with everything", "example"];

    public static TheoryData<string> Variants => [.. Scaled];

    public static TheoryData<string> Full => Variant.Full;

    [Theory, MemberData(nameof(Variants))]
    public void EveryLane_IsScaledByTheQueueOfItsOwn(string variant)
    {
        var rendered = Variant.Render(variant);
        var authentications = rendered.Of<TriggerAuthentication>().ToDictionary(authentication => authentication.Name());
        foreach (var lane in Enum.GetValues<Lane>())
        {
            var name = $"worker-{lane.ToString().ToLowerInvariant()}";
            var scaled = Assert.Single(rendered.Of<ScaledObject>(), scaled => scaled.Spec.ScaleTargetRef.Name == name);
            var deployment = Assert.Single(rendered.Of<V1Deployment>(), deployment => deployment.Name() == name);
            var queue = scaled.Spec.Triggers[0];

            Assert.Equal("rabbitmq", queue.Type);
            Assert.Equal(lane.Queue(), queue.Metadata["queueName"]);
            // amqp would count what waits and not what is in work, and end busy workers.
            Assert.Equal("http", queue.Metadata["protocol"]);
            Assert.Equal("QueueLength", queue.Metadata["mode"]);
            Assert.All(scaled.Spec.Triggers, trigger => Assert.Empty(TriggerMetadata.Faults(
                trigger, trigger.AuthenticationRef is { } reference ? authentications[reference.Name] : null)));
            // Else every apply would undo what KEDA did.
            Assert.Null(deployment.Spec.Replicas);
        }

        Assert.Equal(Enum.GetValues<Lane>().Length, rendered.Of<ScaledObject>().Count());
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryLane_HasBoundsThatFitIt(string variant)
    {
        var lanes = Variant.Render(variant).Of<ScaledObject>().ToDictionary(scaled => scaled.Name(), scaled => scaled.Spec);

        Assert.True(lanes["worker-live"].MinReplicaCount >= 1, "somebody waits for live images");
        Assert.Equal(0, lanes["worker-backfill"].MinReplicaCount);
        Assert.Equal((0, 1), (lanes["worker-quarantine"].MinReplicaCount, lanes["worker-quarantine"].MaxReplicaCount));
        Assert.All(lanes.Where(lane => lane.Key != "worker-quarantine"), lane =>
        {
            Assert.Equal("currentReplicasIfHigher", lane.Value.Fallback?.Behavior);
            var down = lane.Value.Advanced!.HorizontalPodAutoscalerConfig!.Behavior!.ScaleDown;
            Assert.True(down.StabilizationWindowSeconds >= 600, "models are loaded again after every scale-in");
            Assert.Equal(1, Assert.Single(down.Policies).Value);
        });
        // What the comment says: the window of one job asks for all of them.
        Assert.Equal(
            lanes["worker-backfill"].MaxReplicaCount,
            new IngestOptions().Window / int.Parse(lanes["worker-backfill"].Triggers[0].Metadata["value"], CultureInfo.InvariantCulture));
        var readme = File.ReadAllText(Repository.Path("k8s/README.md"));
        Assert.All(lanes, lane => Assert.Contains(
            $"| `{lane.Key}` | {lane.Value.MinReplicaCount} to {lane.Value.MaxReplicaCount} |", readme, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Full))]
    public void Backlog_IsAskedOfTheLaneInSecondsThatAreDividedAlready(string variant)
    {
        var triggers = Variant.Render(variant).Of<ScaledObject>().ToDictionary(
            scaled => scaled.Name(), scaled => scaled.Spec.Triggers.Where(trigger => trigger.Type == "prometheus").ToList());

        Assert.Empty(triggers["worker-quarantine"]);
        foreach (var lane in (string[])["live", "backfill"])
        {
            var trigger = Assert.Single(triggers[$"worker-{lane}"]);
            Assert.Equal("Value", trigger.MetricType);
            Assert.Equal($$"""max(batchvision_backlog_seconds{lane="{{lane}}"})""", trigger.Metadata["query"]);
            Assert.Equal("false", trigger.Metadata["ignoreNullValues"]);
        }
    }

    [Theory]
    [InlineData("rabbitmq: value is missing", "protocol=http", "mode=QueueLength", "queueName=q")]
    [InlineData("rabbitmq: queueLenght does not exist", "protocol=http", "mode=QueueLength", "queueName=q", "value=1", "queueLenght=5")]
    [InlineData("rabbitmq: value 'many' is no number", "protocol=http", "mode=QueueLength", "queueName=q", "value=many")]
    [InlineData("rabbitmq: protocol 'https' is no protocol", "protocol=https", "mode=QueueLength", "queueName=q", "value=1")]
    public void Trigger_WithAFault_IsFound(string fault, params string[] metadata)
    {
        var trigger = new ScaledObject.Trigger
        {
            Type = "rabbitmq",
            Metadata = metadata.Select(entry => entry.Split('=')).ToDictionary(entry => entry[0], entry => entry[1]),
        };

        Assert.Equal([fault, "rabbitmq: host comes from no secret"], TriggerMetadata.Faults(trigger, null).OrderBy(line => line != fault));
        Assert.Equal(["no trigger of type rabbit is known"], TriggerMetadata.Faults(new ScaledObject.Trigger { Type = "rabbit" }, null));
    }

    [Theory]
    [InlineData("cpu with everything")]
    [InlineData("example")]
    public void Workers_MayPatchTheirOwnPodAndNothingElse(string variant)
    {
        var rendered = Variant.Render(variant);
        var role = Assert.Single(rendered.Of<V1Role>());
        var binding = Assert.Single(rendered.Of<V1RoleBinding>());
        var policy = Assert.Single(rendered.Of<V1ValidatingAdmissionPolicy>());

        var rule = Assert.Single(role.Rules);
        Assert.Equal(["", "pods", "patch"], [.. rule.ApiGroups, .. rule.Resources, .. rule.Verbs]);
        Assert.Equal((role.Name(), "worker"), (binding.RoleRef.Name, Assert.Single(binding.Subjects).Name));
        Assert.Equal("batchvision", binding.Subjects[0].NamespaceProperty);

        // Every way in which the role lets a worker in is a way that the policy looks at, and a policy that cannot be evaluated refuses.
        var matched = Assert.Single(policy.Spec.MatchConstraints.ResourceRules);
        Assert.Equal(["", "pods", "UPDATE"], [.. matched.ApiGroups, .. matched.Resources, .. matched.Operations]);
        Assert.Equal("Fail", policy.Spec.FailurePolicy);
        Assert.Contains(":worker'", Assert.Single(policy.Spec.MatchConditions).Expression, StringComparison.Ordinal);
        var bound = Assert.Single(rendered.Of<V1ValidatingAdmissionPolicyBinding>());
        Assert.Equal(policy.Name(), bound.Spec.PolicyName);
        Assert.Equal(["Deny"], bound.Spec.ValidationActions);
        var variables = policy.Spec.Variables.Select(variable => variable.Name).ToHashSet();
        var used = policy.Spec.Validations.SelectMany(validation => Variable().Matches(validation.Expression)).Select(match => match.Groups[1].Value).ToHashSet();
        Assert.Equal(variables, used);

        Assert.All(rendered.Services, service => Assert.Equal(
            service.Component == "worker" ? ["metadata.name", "metadata.namespace"] : [],
            (service.Pod.Containers[0].Env ?? []).Where(variable => variable.Name is "POD_NAME" or "POD_NAMESPACE")
                .OrderBy(variable => variable.Name).Select(variable => variable.ValueFrom.FieldRef.FieldPath)));
    }

    [GeneratedRegex(@"variables\.(\w+)")]
    private static partial Regex Variable();
}
