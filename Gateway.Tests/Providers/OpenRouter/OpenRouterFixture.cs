using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;

namespace Iris.Gateway.Tests.Providers.OpenRouter;

/// <summary>The gateway in front of OpenRouter, once as it is and once with a destination that asks more models by chat.</summary>
public abstract class OpenRouterFixture : ProviderFixture
{
    /// <summary>A model of the images route.</summary>
    protected const string Image = "openrouter/openai/gpt-image-2";
    /// <summary>A model of the chat route.</summary>
    protected const string Chat = "openrouter/google/gemini-2.5-flash-image-preview";

    protected override JsonObject Clusters() => new()
    {
        ["openrouter"] = ProxyJson.Cluster("openrouter", Provider.Url + "/api/v1/", Key),
        ["by-chat"] = ProxyJson.Cluster("openrouter", Provider.Url + "/api/v1/", Key, ("Chat", "black-forest-labs/*")),
        ["sandbox"] = ProxyJson.Sandbox(),
    };
}
