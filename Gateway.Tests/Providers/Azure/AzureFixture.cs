using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;

namespace Iris.Gateway.Tests.Providers.Azure;

/// <summary>The gateway in front of Azure, its address pasted in each of the ways that people paste it.</summary>
public abstract class AzureFixture : ProviderFixture
{
    protected override JsonObject Clusters() => new()
    {
        ["azure"] = ProxyJson.Cluster("azure", Provider.Url, Key),
        ["dated"] = ProxyJson.Cluster("azure", Provider.Url + "/", Key, ("ApiVersion", "2024-10-21")),
        ["suffix"] = ProxyJson.Cluster("azure", Provider.Url + "/openai", Key),
        ["suffix-v1"] = ProxyJson.Cluster("azure", Provider.Url + "/openai/v1/", Key),
        ["v1"] = ProxyJson.Cluster("azure", Provider.Url, Key, ("ApiVersion", "v1")),
        ["v1-suffix"] = ProxyJson.Cluster("azure", Provider.Url + "/openai/v1", Key, ("ApiVersion", "V1")),
        ["hub"] = ProxyJson.Cluster("azure", Provider.Url + "/hub/openai/", Key),
        ["openai"] = ProxyJson.Cluster("openai", Provider.Url + "/v1/", Key),
    };
}
