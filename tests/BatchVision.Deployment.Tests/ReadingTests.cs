using BatchVision.Deployment.Tests.Manifests;
using k8s.Models;

namespace BatchVision.Deployment.Tests;

/// <summary>The reader of the manifests finds what an API server would refuse. What server-side rules say is beyond it.</summary>
public sealed class ReadingTests
{
    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: a, labels: {x: y}}
        spec:
          replicas: 2
          selector: {matchLabels: {x: y}}
          template:
            metadata: {labels: {x: y}}
            spec:
              terminationGracePeriodSeconds: 120
              containers: [{name: c, image: i, env: [{name: A__B, value: "8081"}], livenessProbe: {httpGet: {path: /, port: http}}}]
        """;

    private const string Scaled = """
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        metadata: {name: a}
        spec:
          scaleTargetRef: {name: a}
          fallback: {failureThreshold: 3, replicas: 2, behavior: static}
          triggers: [{type: prometheus, metadata: {threshold: "1"}}]
        """;

    [Fact]
    public void Read_WhatIsRight_HasItsClass()
    {
        Assert.Equal(2, Assert.IsType<V1Deployment>(Assert.Single(Rendered.Read(Deployment).Objects)).Spec.Replicas);
        Assert.Single(Rendered.Read(Scaled).Objects);
    }

    [Theory]
    [InlineData("terminationGracePeriodSeconds: 120", "terminationGracePeriodSecond: 120")] // a field that does not exist
    [InlineData("replicas: 2", "replicas: two")] // another type
    [InlineData("replicas: 2", "replicas: \"2\"")]
    [InlineData("value: \"8081\"", "value: 8081")]
    [InlineData("labels: {x: y}}\n", "labels: {x: yes}}\n")]
    [InlineData("name: a,", "name: a, name: b,")] // a field twice
    [InlineData("kind: Deployment", "kind: Deploiment")] // a kind that is not known
    [InlineData("apps/v1", "apps/v1beta1")]
    public void Read_OneFaultInAKindOfKubernetes_IsRefused(string right, string wrong) => Refused(Deployment, right, wrong);

    [Theory]
    [InlineData("scaleTargetRef: {name: a}", "scaleTargetRef: {names: a}")]
    [InlineData("scaleTargetRef: {name: a}", "scaleTargetRef: {}")] // a field that is required
    [InlineData("failureThreshold: 3, ", "")]
    [InlineData("failureThreshold: 3", "failureThreshold: \"3\"")]
    [InlineData("behavior: static", "behavior: fixed")] // a value that does not exist
    [InlineData("threshold: \"1\"", "threshold: 1")]
    public void Read_OneFaultInAKindOfKeda_IsRefused(string right, string wrong) => Refused(Scaled, right, wrong);

    private static void Refused(string yaml, string right, string wrong)
    {
        Assert.Contains(right, yaml, StringComparison.Ordinal);
        Assert.ThrowsAny<Exception>(() => Rendered.Read(yaml.Replace(right, wrong, StringComparison.Ordinal)));
    }
}
