using System.Collections.Concurrent;

namespace BatchVision.Deployment.Tests.Manifests;

/// <summary>The ways in which the manifests are put together, each rendered once.</summary>
internal static class Variant
{
    private static readonly string[] Scaling = ["keda", "keda-backlog", "monitoring", "pod-deletion-cost"];

    private static readonly Dictionary<string, (string Overlay, string[] Components)> Composed = new()
    {
        ["cpu"] = ("cpu", []),
        ["gpu"] = ("gpu", []),
        ["cpu with keda alone"] = ("cpu", ["keda"]),
        ["cpu with everything"] = ("cpu", Scaling),
        ["gpu with everything"] = ("gpu", Scaling),
        ["gpu with models of a claim"] = ("gpu", ["models-claim"]),
        ["cpu with models of an image"] = ("cpu", ["models-image"]),
    };

    private static readonly ConcurrentDictionary<string, Lazy<Rendered>> Cache = new();

    /// <summary>For <c>MemberData</c>: all of them.</summary>
    public static TheoryData<string> All { get; } = [.. Composed.Keys, "example"];

    /// <summary>Those in which nothing is missing.</summary>
    public static TheoryData<string> Full { get; } = ["cpu with everything", "gpu with everything"];

    /// <summary>The components that some variant has.</summary>
    public static IEnumerable<string> Components => Composed.Values.SelectMany(parts => parts.Components).Distinct();

    public static Rendered Render(string name) => Cache.GetOrAdd(name, _ => new Lazy<Rendered>(() => Rendered.Read(Yaml(name)))).Value;

    private static string Yaml(string name)
    {
        if (!Composed.TryGetValue(name, out var parts))
        {
            return Kubectl.Kustomize(Repository.Path($"k8s/{name}"));
        }

        var folder = Directory.CreateTempSubdirectory("bv-kustomize-");
        try
        {
            string Relative(string path) => Path.GetRelativePath(folder.FullName, Repository.Path(path));
            File.WriteAllLines(Path.Combine(folder.FullName, "kustomization.yaml"),
            [
                $"resources: [{Relative($"k8s/overlays/{parts.Overlay}")}]",
                $"components: [{string.Join(", ", parts.Components.Select(component => Relative($"k8s/components/{component}")))}]",
            ]);
            return Kubectl.Kustomize(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
