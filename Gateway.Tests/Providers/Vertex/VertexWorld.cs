using System.Text.Json.Nodes;
using Iris.Gateway.Credentials.Google;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Unit.Gateway.Credentials.Google;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Vertex;

/// <summary>Vertex AI and Google's token endpoint on sockets of their own, new for each test.</summary>
internal abstract class VertexWorld : IDisposable
{
    protected const string Model = "gemini-2.5-flash-image";
    protected const string Token = """{"access_token":"ya29.first","expires_in":3599,"token_type":"Bearer"}""";

    protected ProviderServer Provider { get; private set; } = null!;
    protected FakeGoogle Google { get; private set; } = null!;

    [SetUp]
    public async Task StartAsync()
    {
        Provider = new ProviderServer();
        Google = (await FakeGoogle.StartAsync()).On("/token", Token);
    }

    [TearDown]
    public async Task StopAsync()
    {
        await Google.DisposeAsync();
        Dispose();
    }

    public void Dispose() => Provider.Dispose();

    /// <summary>A gateway with the cluster <c>vertex</c> and the sandbox; it sees no environment and no metadata server.</summary>
    /// <param name="key">The destination's key.</param>
    /// <param name="settings">The destination's settings.</param>
    /// <param name="tokens">Answers instead of the token endpoint.</param>
    protected Task<GatewayHost> StartGatewayAsync(string? key, (string Name, string Value)[] settings, HttpMessageHandler? tokens = null) =>
        TestGateway.StartAsync(
            null,
            null,
            new JsonObject
            {
                ["vertex"] = ProxyJson.Cluster("vertex", Provider.Url + "/v1/", key, settings),
                ["sandbox"] = ProxyJson.Sandbox(),
            },
            builder => builder.Services.Replace(ServiceDescriptor.Singleton(_ => new GoogleTokens(
                tokens ?? new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }, new StubHandler(), _ =>
                    null, TimeProvider.System))));

    /// <summary>The settings of a service account whose tokens come from the fake.</summary>
    protected (string Name, string Value)[] Account(params (string Name, string Value)[] more) =>
        [("ServiceAccount", TestAccount.Json()), ("TokenUri", Google.TokenUri), .. more];

    /// <summary>Asks for a picture.</summary>
    protected static Task<HttpResponseMessage> GenerateAsync(GatewayHost gateway, string model = Model, string members = "") =>
        gateway.PostAsync("/v1/images/generations", $$"""{"model":"vertex/{{model}}","prompt":"a red kite"{{members}}}""");

    /// <summary>The JSON of an answer that must be a success.</summary>
    protected static async Task<JsonObject> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(200), text);
        return JsonNode.Parse(text)!.AsObject();
    }
}
