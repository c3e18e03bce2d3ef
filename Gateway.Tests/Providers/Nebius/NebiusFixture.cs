using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;

namespace Iris.Gateway.Tests.Providers.Nebius;

/// <summary>The gateway in front of Nebius, with and without a project, and the sandbox for fallbacks.</summary>
public abstract class NebiusFixture : ProviderFixture
{
    /// <summary>A model of Nebius'.</summary>
    protected const string Model = "nebius/black-forest-labs/flux-2-dev";

    protected override JsonObject Clusters() => new()
    {
        ["nebius"] = ProxyJson.Cluster("nebius", Provider.Url, Key),
        ["versioned"] = ProxyJson.Cluster("nebius", Provider.Url + "/v1/", Key),
        ["project"] = ProxyJson.Cluster("nebius", Provider.Url, Key, ("ProjectId", "project-1")),
        ["sandbox"] = ProxyJson.Sandbox(),
    };
}
