using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Providers;

namespace Iris.Gateway.Tests.Promises.Clients;

/// <summary>A gateway with an OpenAI, an Azure and the sandbox behind it, as the SDKs see it.</summary>
public abstract class ClientFixture : ProviderFixture
{
    protected override JsonObject Clusters() => new()
    {
        ["openai"] = ProxyJson.Cluster("openai", Provider.Url + "/v1/", Key),
        ["azure"] = ProxyJson.Cluster("azure", Provider.Url, Key),
        ["sandbox"] = ProxyJson.Sandbox(),
    };

    /// <summary>An SDK's options: no proxy, and no retries that would hide a status.</summary>
    internal static T Configure<T>(T options) where T : ClientPipelineOptions
    {
        options.Transport = new HttpClientPipelineTransport(new HttpClient(new SocketsHttpHandler { UseProxy = false }));
        options.RetryPolicy = new ClientRetryPolicy(0);
        return options;
    }
}
