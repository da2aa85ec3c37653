using System.Text.RegularExpressions;
using BatchVision.Contracts;
using BatchVision.Deployment.Tests.Manifests;
using BatchVision.ServiceDefaults;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;

namespace BatchVision.Deployment.Tests;

/// <summary>What runs, as whom, with what, and how it ends.</summary>
public sealed partial class PodTests
{
    public static TheoryData<string> Variants => Variant.All;

    [Theory, MemberData(nameof(Variants))]
    public void EveryPod_IsWithinTheRestrictedStandard(string variant)
    {
        foreach (var workload in Variant.Render(variant).Workloads)
        {
            var pod = workload.Pod;
            Assert.True(pod is { HostNetwork: not true, HostPID: not true, HostIPC: not true }, $"{workload}: host");
            Assert.True(pod.SecurityContext is { RunAsNonRoot: true, RunAsUser: > 0, SeccompProfile.Type: "RuntimeDefault" }, $"{workload}: user or seccomp");
            Assert.All(pod.Volumes, volume => Assert.True(
                volume.EmptyDir is not null || volume.Secret is not null || volume.ConfigMap is not null || volume.PersistentVolumeClaim is not null
                    // Not in every version of the standard: components/models-image says so.
                    || (volume.Image is not null && variant == "cpu with models of an image"),
                $"{workload}: volume {volume.Name}"));
            Assert.All(workload.Containers, container =>
            {
                Assert.True(
                    container.SecurityContext is { AllowPrivilegeEscalation: false, Privileged: not true, Capabilities: { Add: null, Drop: ["ALL"] } },
                    $"{workload}: privileges of {container.Name}");
                Assert.DoesNotContain(container.Ports ?? [], port => port.HostPort is not null);
            });
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryContainer_HasAReadOnlyRootAndStatesWhatItNeeds(string variant)
    {
        foreach (var workload in Variant.Render(variant).Workloads)
        {
            Assert.All(workload.Containers, container =>
            {
                Assert.True(container.SecurityContext.ReadOnlyRootFilesystem, $"{workload}: {container.Name}");
                Assert.Equal(["cpu", "memory"], container.Resources.Requests.Keys.Where(key => key is "cpu" or "memory").Order());
                Assert.Contains("memory", container.Resources.Limits.Keys);
            });
            // .NET keeps the sockets of its diagnostics there, and large listings.
            Assert.All(workload.Containers.Where(container => IsOurs(container.Image)), container =>
            {
                var mount = Assert.Single(container.VolumeMounts, mount => mount.MountPath == "/tmp");
                Assert.NotNull(workload.Pod.Volumes.Single(volume => volume.Name == mount.Name).EmptyDir);
                Assert.Equal(1654, workload.Pod.SecurityContext.RunAsUser);
            });
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryPod_HasAnAccountOfItsOwnAndATokenOnlyToPatchItself(string variant)
    {
        var rendered = Variant.Render(variant);
        var patches = rendered.Of<V1RoleBinding>().SelectMany(binding => binding.Subjects).Select(subject => subject.Name).ToHashSet();
        var accounts = rendered.Of<V1ServiceAccount>().Select(account => account.Name()).ToHashSet();

        Assert.All(rendered.Workloads, workload =>
        {
            Assert.Contains(workload.Pod.ServiceAccountName, accounts);
            Assert.Equal(patches.Contains(workload.Pod.ServiceAccountName), workload.Pod.AutomountServiceAccountToken);
        });
        Assert.Equal(accounts.Order(), rendered.Workloads.Select(workload => workload.Pod.ServiceAccountName).Distinct().Order());
        // One component, one account: what S3 allows is given to an account.
        Assert.All(rendered.Services, service => Assert.Equal(service.Component, service.Pod.ServiceAccountName));
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryService_HasTheGracePeriodOfTheLadder(string variant)
    {
        var services = Variant.Render(variant).Services.ToList();

        Assert.NotEmpty(services);
        Assert.All(services, service =>
        {
            Assert.Equal((long)ShutdownLadder.GracePeriod.TotalSeconds, service.Pod.TerminationGracePeriodSeconds);
            // preStop counts against the grace period, and workers have nothing to wait for.
            var wait = TimeSpan.FromSeconds(service.Pod.Containers[0].Lifecycle?.PreStop.Sleep.Seconds ?? 0);
            Assert.True(wait + ShutdownLadder.Host < ShutdownLadder.GracePeriod, $"{service}: preStop");
            Assert.Equal(service.Component == "api", wait > TimeSpan.Zero);
        });
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryService_IsAskedOnPagesThatExist(string variant)
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults();
        var app = builder.Build().MapServiceDefaults();
        var pages = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(page => page.RoutePattern.RawText).ToHashSet();
        var address = builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey);

        foreach (var service in Variant.Render(variant).Services)
        {
            var container = service.Pod.Containers[0];
            Assert.Equal("/health/startup", container.StartupProbe.HttpGet.Path);
            Assert.Equal("/health/ready", container.ReadinessProbe.HttpGet.Path);
            // Without checks: a broker that is away must not restart anything.
            Assert.Equal("/health/live", container.LivenessProbe.HttpGet.Path);
            Assert.All([container.StartupProbe, container.ReadinessProbe, container.LivenessProbe], probe =>
            {
                Assert.Contains(probe.HttpGet.Path, pages);
                Assert.Equal(address, $"http://+:{container.Ports.Single(port => port.Name == probe.HttpGet.Port).ContainerPort}");
            });
            Assert.True(container.StartupProbe.PeriodSeconds * container.StartupProbe.FailureThreshold >= 300, $"{service}: models may take minutes to load");
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void EverySetting_IsAnOptionThatExists(string variant)
    {
        var rendered = Variant.Render(variant);
        var maps = rendered.Of<V1ConfigMap>().ToDictionary(map => map.Name(), map => map.Data);
        foreach (var workload in rendered.Workloads)
        {
            var names = workload.Containers.SelectMany(container =>
                (container.Env ?? []).Select(variable => variable.Name)
                .Concat((container.EnvFrom ?? []).SelectMany(source => maps[source.ConfigMapRef.Name].Keys))
                .Concat((container.VolumeMounts ?? []).Select(mount => mount.SubPath).OfType<string>()));
            Assert.All(names.Where(name => name.Contains("__", StringComparison.Ordinal)), name => Assert.True(Settings.Exists(name), $"{workload}: {name}"));
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryImage_HasItsTargetInTheDockerfile(string variant)
    {
        var targets = StageName().Matches(File.ReadAllText(Repository.Path("infra/docker/Dockerfile"))).Select(match => match.Groups[1].Value).ToHashSet();
        var images = Variant.Render(variant).Workloads.SelectMany(workload => workload.Containers).Select(container => container.Image).ToList();

        Assert.All(images.Where(IsOurs), image => Assert.Contains(image.Split('/', ':')[1], targets));
        Assert.Single(images.Where(IsOurs).Select(image => image.Split(':')[1]).Distinct());
        Assert.All(images, image => Assert.Matches(@"^[a-z/-]+:\d+\.\d+", image));
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryLane_HasOneDeploymentOfItsOwn(string variant)
    {
        var lanes = Variant.Render(variant).Services.Where(service => service.Component == "worker")
            .Select(worker => (worker.Name, Lanes: worker.Pod.Containers[0].Env.Single(variable => variable.Name == "Worker__Lanes").Value))
            .ToList();

        Assert.Equal(Enum.GetNames<Lane>().Order(), lanes.Select(worker => worker.Lanes).Order());
        Assert.All(lanes, worker => Assert.Equal($"worker-{worker.Lanes.ToLowerInvariant()}", worker.Name));
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryLane_HasThePriorityOfWhatItServes(string variant)
    {
        var rendered = Variant.Render(variant);
        var classes = rendered.Of<V1PriorityClass>().ToDictionary(priority => priority.Name());

        Assert.All(rendered.Services, service => Assert.Equal(
            service.Name is "worker-backfill" or "worker-quarantine" ? "batchvision-backfill" : "batchvision-live", service.Pod.PriorityClassName));
        Assert.True(classes["batchvision-live"].Value > classes["batchvision-backfill"].Value);
        Assert.Equal("Never", classes["batchvision-backfill"].PreemptionPolicy);
        Assert.All(rendered.Workloads.Select(workload => workload.Pod.PriorityClassName).OfType<string>(), name => Assert.Contains(name, classes.Keys));
    }

    [Theory, MemberData(nameof(Variants))]
    public void EveryWorkerOfAGpu_GetsOneAndLeavesBeforeItsSuccessorComes(string variant)
    {
        foreach (var deployment in Variant.Render(variant).Of<V1Deployment>())
        {
            var pod = deployment.Spec.Template.Spec;
            var container = pod.Containers[0];
            var cuda = container.Image.StartsWith("batchvision/worker-cuda:", StringComparison.Ordinal);
            Assert.Equal(cuda, variant.StartsWith("gpu", StringComparison.Ordinal) && deployment.Name() is "worker-live" or "worker-backfill");
            // A container that asks for no GPU sees all of the node's.
            Assert.Equal(cuda ? "1" : null, container.Resources.Limits.TryGetValue("nvidia.com/gpu", out var gpus) ? gpus.ToString() : null);
            Assert.Equal(cuda, pod.Tolerations?.Any(toleration => toleration is { Key: "nvidia.com/gpu", OperatorProperty: "Exists", Effect: "NoSchedule" }) ?? false);
            Assert.Equal(cuda, pod.NodeSelector?.ContainsKey("nvidia.com/gpu.present") ?? false);
            Assert.Equal(cuda ? "cuda" : null, container.Env?.SingleOrDefault(variable => variable.Name == "Worker__Provider")?.Value);
            if (cuda)
            {
                Assert.Equal("0", deployment.Spec.Strategy.RollingUpdate.MaxSurge);
            }
        }
    }

    [Theory]
    [InlineData("gpu with models of a claim")]
    [InlineData("cpu with models of an image")]
    public void Models_OfAVolume_AreMountedWhereEveryWorkerLooks(string variant)
    {
        Assert.Contains("Worker__ModelsDirectory=/models", File.ReadAllText(Repository.Path("infra/docker/Dockerfile")), StringComparison.Ordinal);
        Assert.All(Variant.Render(variant).Services.Where(service => service.Component == "worker"), worker =>
        {
            var mount = Assert.Single(worker.Pod.Containers[0].VolumeMounts, mount => mount.MountPath == "/models");
            Assert.True(mount.ReadOnlyProperty);
            var volume = worker.Pod.Volumes.Single(volume => volume.Name == mount.Name);
            Assert.True(volume.Image is not null || volume.PersistentVolumeClaim is { ReadOnlyProperty: true });
        });
    }

    private static bool IsOurs(string image) => image.StartsWith("batchvision/", StringComparison.Ordinal);

    [GeneratedRegex(@"^FROM .* AS ([a-z-]+)$", RegexOptions.Multiline)]
    private static partial Regex StageName();
}
