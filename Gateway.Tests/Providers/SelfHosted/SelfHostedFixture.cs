using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;

namespace Iris.Gateway.Tests.Providers.SelfHosted;

/// <summary>The gateway in front of a server of one's own, with and without a key, and the sandbox for fallbacks.</summary>
public abstract class SelfHostedFixture(string api) : ProviderFixture
{
    /// <summary>The model that is asked for.</summary>
    protected const string Model = "org/model";
    /// <summary>The picture of the fixtures.</summary>
    protected const string Picture =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mM4IScCAAKsAPsIOf9JAAAAAElFTkSuQmCC";

    /// <summary>The codec's name, the cluster's and the folder's of the fixtures.</summary>
    protected string Api { get; } = api;

    /// <summary>The model as a client names it.</summary>
    protected string Target => $"{Api}/{Model}";

    /// <summary>A script that answers with a text.</summary>
    internal static Func<RawConnection, Task> Says(string json) => connection => connection.SendAsync(RawAnswer.Whole(200, json));

    protected override JsonObject Clusters() => new()
    {
        [Api] = ProxyJson.Cluster(Api, Provider.Url, null),
        ["versioned"] = ProxyJson.Cluster(Api, Provider.Url + "/v1/", null),
        ["prefixed"] = ProxyJson.Cluster(Api, Provider.Url + "/gpu-1/v1", null),
        ["keyed"] = ProxyJson.Cluster(Api, Provider.Url, Key),
        ["header"] = ProxyJson.Cluster(Api, Provider.Url, Key, ("KeyHeader", "X-Api-Key")),
        ["trusting"] = ProxyJson.Cluster(Api, Provider.Url, null, ("FileExtras", "true")),
        ["sandbox"] = ProxyJson.Sandbox(),
    };
}
