using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;

namespace Iris.Gateway.Tests.Providers.Xai;

/// <summary>The gateway in front of xAI, and the sandbox for fallbacks.</summary>
public abstract class XaiFixture : ProviderFixture
{
    /// <summary>A model with ratios and resolutions.</summary>
    protected const string Model = "xai/grok-imagine-image";

    protected override JsonObject Clusters() => new()
    {
        ["xai"] = ProxyJson.Cluster("xai", Provider.Url + "/v1/", Key),
        ["root"] = ProxyJson.Cluster("xai", Provider.Url, Key),
        ["sandbox"] = ProxyJson.Sandbox(),
    };
}
