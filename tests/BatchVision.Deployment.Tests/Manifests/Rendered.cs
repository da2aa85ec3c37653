using BatchVision.Deployment.Tests.CustomResources;
using k8s;
using k8s.Models;
using YamlDotNet.RepresentationModel;

namespace BatchVision.Deployment.Tests.Manifests;

/// <summary>The objects of one rendering, each read strictly into the class of its kind.</summary>
internal sealed class Rendered
{
    /// <summary>Kinds that are not Kubernetes' own. A kind that is in neither list cannot be read.</summary>
    private static readonly Dictionary<string, Type> Custom = new()
    {
        ["keda.sh/v1alpha1/ScaledObject"] = typeof(ScaledObject),
        ["keda.sh/v1alpha1/TriggerAuthentication"] = typeof(TriggerAuthentication),
        ["monitoring.coreos.com/v1/PodMonitor"] = typeof(PodMonitor),
        ["monitoring.coreos.com/v1/PrometheusRule"] = typeof(PrometheusRule),
    };

    private Rendered(IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects)
    {
        Objects = objects;
        Workloads =
        [
            .. Of<V1Deployment>().Select(deployment => new Workload(deployment.Name(), deployment, deployment.Spec.Template)),
            .. Of<V1Job>().Select(job => new Workload(job.Name(), job, job.Spec.Template)),
            .. Of<V1CronJob>().Select(cronJob => new Workload(cronJob.Name(), cronJob, cronJob.Spec.JobTemplate.Spec.Template)),
        ];
    }

    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects { get; }

    /// <summary>Whatever makes pods.</summary>
    public IReadOnlyList<Workload> Workloads { get; }

    /// <summary>The workloads that run one of our services.</summary>
    public IEnumerable<Workload> Services => Workloads.Where(workload => workload.Pod.Containers[0].Name == "service");

    /// <exception cref="Exception">A field or kind that does not exist, a field twice, a value of another type, or a field of ours that is missing.</exception>
    public static Rendered Read(string yaml)
    {
        var objects = KubernetesYaml.LoadAllFromString(yaml, Custom, strict: true).Cast<IKubernetesObject<V1ObjectMeta>>().ToList();
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        var faults = stream.Documents.Zip(objects).SelectMany(pair => Scalars.Faults(pair.First.RootNode, pair.Second.GetType(), pair.Second.Kind)).ToList();
        return faults.Count == 0 ? new Rendered(objects) : throw new FormatException(string.Join('\n', faults));
    }

    public IEnumerable<T> Of<T>()
        where T : IKubernetesObject<V1ObjectMeta> => Objects.OfType<T>();
}
