using System.Text.Json;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using k8s;
using k8s.Models;

namespace Iris.Gateway.Tests.Promises.Deployment;

/// <summary>
/// A set of Kubernetes objects as <c>kubectl apply -k</c> or <c>helm install</c> would send them, read strictly: a member that the API does not know, or
/// the same one twice, is an error. <c>.ci/manifests --write</c> writes the files.
/// </summary>
internal sealed class Manifests
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private const string Folder = "Gateway.Tests/Promises/Deployment/Rendered";

    private static readonly Dictionary<string, Type> Types = new()
    {
        ["gateway.networking.k8s.io/v1/HTTPRoute"] = typeof(HttpRoute),
        ["monitoring.coreos.com/v1/ServiceMonitor"] = typeof(ServiceMonitor),
        ["monitoring.coreos.com/v1/PrometheusRule"] = typeof(PrometheusRule),
    };

    private Manifests(string name, IReadOnlyList<object> objects) => (Name, Objects) = (name, objects);

    /// <summary>Every set.</summary>
    public static IEnumerable<string> Names =>
        Directory.EnumerateFiles(Repository.PathOf(Folder)).Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    /// <summary>The set's name.</summary>
    public string Name { get; }

    /// <summary>The objects, in the order of the file.</summary>
    public IReadOnlyList<object> Objects { get; }

    /// <summary>The one workload of a set.</summary>
    public V1Deployment Deployment => Only<V1Deployment>();

    /// <summary>Its pods.</summary>
    public V1PodSpec Pod => Deployment.Spec.Template.Spec;

    /// <summary>The gateway in the pod, beside others or alone.</summary>
    public V1Container Gateway => Containers.Single(container => container.Name == "iris");

    /// <summary>All containers of the pod.</summary>
    public IEnumerable<V1Container> Containers => [.. Pod.InitContainers ?? [], .. Pod.Containers];

    /// <summary>The gateway's proxy.json.</summary>
    public string ProxyJson => All<V1ConfigMap>().Single(map => map.Data.ContainsKey("proxy.json")).Data["proxy.json"];

    /// <summary>Its section Images.</summary>
    public JsonNode Images => JsonNode.Parse(ProxyJson, documentOptions: Lenient)![nameof(Images)] ?? new JsonObject();

    /// <summary>Reads a set.</summary>
    public static Manifests Read(string name) => new(name, Parse(File.ReadAllText(Path.Combine(Repository.PathOf(Folder), name + ".yaml"))));

    /// <summary>Reads documents strictly.</summary>
    public static IReadOnlyList<object> Parse(string yaml) => KubernetesYaml.LoadAllFromString(yaml, Types, strict: true);

    /// <summary>The objects of a kind.</summary>
    public IEnumerable<T> All<T>() => Objects.OfType<T>();

    /// <summary>The one object of a kind.</summary>
    public T Only<T>() => All<T>().Single();

    public override string ToString() => Name;
}
