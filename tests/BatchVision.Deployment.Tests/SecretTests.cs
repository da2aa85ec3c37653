using BatchVision.Deployment.Tests.CustomResources;
using BatchVision.Deployment.Tests.Manifests;
using BatchVision.Storage;
using k8s.Models;

namespace BatchVision.Deployment.Tests;

/// <summary>Secrets are named by the manifests and shown by k8s/example/secrets.example.yaml; none is in the repository.</summary>
public sealed class SecretTests
{
    private static readonly Dictionary<string, V1Secret> Example =
        Rendered.Read(File.ReadAllText(Repository.Path("k8s/example/secrets.example.yaml"))).Of<V1Secret>().ToDictionary(secret => secret.Name());

    public static TheoryData<string> Variants => Variant.All;

    public static TheoryData<string> Full => Variant.Full;

    [Theory, MemberData(nameof(Variants))]
    public void EverySecret_ThatIsAskedFor_IsInTheExample(string variant)
    {
        Assert.All(Used(Variant.Render(variant)), used => Assert.True(
            Example.TryGetValue(used.Secret, out var secret) && secret.StringData.ContainsKey(used.Key), $"{used.Secret}: {used.Key}"));
        Assert.Empty(Variant.Render(variant).Of<V1Secret>());
    }

    [Theory, MemberData(nameof(Full))]
    public void EverySecret_OfTheExample_IsAskedFor(string variant) => Assert.Equal(
        Example.SelectMany(secret => secret.Value.StringData.Keys.Select(key => (secret.Key, key))).Order(), Used(Variant.Render(variant)).Distinct().Order());

    [Theory]
    [InlineData("ingest")]
    [InlineData("results")]
    [InlineData("api")]
    [InlineData("worker")]
    public void EveryService_HasTheBrokerUserAndTheDatabaseRoleOfItsName(string service)
    {
        Assert.Equal(service, new Uri(Example[service].StringData["RabbitMq__Uri"]).UserInfo.Split(':')[0]);
        // A worker has no business in the database.
        Assert.Equal(service != "worker", Example[service].StringData.ContainsKey("ConnectionStrings__Database"));
        if (Example[service].StringData.TryGetValue("ConnectionStrings__Database", out var database))
        {
            Assert.Contains($"Username=bv_{service};", database, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Example_NamesEveryRoleAndTheUserThatSeesLengthsOnly()
    {
        Assert.Equal(PostgresRoles.Names, Example["migrate"].StringData["passwords"].Trim().Split('\n').Select(line => line.Split('=')[0]));
        Assert.Contains("Username=bv_migrator;", Example["bv"].StringData["ConnectionStrings__Database"], StringComparison.Ordinal);
        Assert.Equal("monitoring", Example["keda"].StringData["username"]);
        // Whoever applies it as it is gets nothing that works.
        Assert.All(Example.Values, secret => Assert.Contains(secret.StringData.Values, value => value.Contains('…', StringComparison.Ordinal)));
    }

    private static IEnumerable<(string Secret, string Key)> Used(Rendered rendered)
    {
        foreach (var workload in rendered.Workloads)
        {
            foreach (var container in workload.Containers)
            {
                foreach (var reference in (container.Env ?? []).Select(variable => variable.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>())
                {
                    yield return (reference.Name, reference.Key);
                }

                foreach (var mount in container.VolumeMounts ?? [])
                {
                    if (workload.Pod.Volumes.Single(volume => volume.Name == mount.Name).Secret is { } secret)
                    {
                        // Not the folder: tokens of the cluster and of clouds are mounted below it.
                        Assert.Equal($"/run/secrets/{mount.SubPath}", mount.MountPath);
                        yield return (secret.SecretName, mount.SubPath);
                    }
                }
            }
        }

        foreach (var target in rendered.Of<TriggerAuthentication>().SelectMany(authentication => authentication.Spec.SecretTargetRef))
        {
            yield return (target.Name, target.Key);
        }
    }
}
