using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;

namespace Iris.Gateway.Tests.Providers.OpenAI;

/// <summary>The gateway in front of OpenAI, whose base address ends in its version.</summary>
public abstract class OpenAIFixture : ProviderFixture
{
    protected override JsonObject Clusters() => new()
    {
        ["openai"] = ProxyJson.Cluster("openai", Provider.Url + "/v1/", Key),
        ["root"] = ProxyJson.Cluster("openai", Provider.Url, Key),
        ["header"] = ProxyJson.Cluster("openai", Provider.Url + "/v1", Key, ("KeyHeader", "X-Api-Key")),
        ["keyless"] = ProxyJson.Cluster("openai", Provider.Url + "/v1", null, ("Keyless", "true")),
    };
}
