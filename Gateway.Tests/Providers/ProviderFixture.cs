using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers;

/// <summary>
/// A gateway in front of one provider, both on real sockets, shared by a class's tests. Retries and breaker are off, so
/// that one call is one call and no test feels the failures of another.
/// </summary>
public abstract class ProviderFixture
{
    /// <summary>The key of every destination.</summary>
    protected const string Key = "test-key-123456";

    internal ProviderServer Provider { get; private set; } = null!;
    internal GatewayHost Gateway { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        Provider = new ProviderServer();
        Gateway = await StartGatewayAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await Gateway.DisposeAsync();
        Provider.Dispose();
    }

    [SetUp]
    public void ForgetCalls() => Provider.Reset();

    /// <summary>The clusters, all at the provider's address.</summary>
    protected abstract JsonObject Clusters();

    /// <summary>A gateway with further settings in <c>Images</c>.</summary>
    internal Task<GatewayHost> StartGatewayAsync(params (string Name, JsonNode Value)[] images)
    {
        var section = new JsonObject
        {
            ["Resilience"] = new JsonObject
            {
                ["Retry"] = new JsonObject { ["MaxRetries"] = 0 },
                ["Breaker"] = new JsonObject { ["Enabled"] = false },
            },
        };
        foreach (var (name, value) in images)
            section[name] = value.DeepClone();
        return GatewayHost.StartAsync(ProxyJson.Create(Clusters(), section));
    }

    /// <summary>Asks for a picture on the unified route.</summary>
    protected Task<HttpResponseMessage> GenerateAsync(string model, string members = "") =>
        Gateway.PostAsync("/v1/images/generations", Ask(model, members));

    /// <summary>A request's body.</summary>
    /// <param name="model">The model.</param>
    /// <param name="members">More members, without braces.</param>
    protected static string Ask(string model, string members = "") =>
        $$"""{"model":"{{model}}","prompt":"a red kite"{{(members.Length > 0 ? "," : "")}}{{members}}}""";

    /// <summary>The JSON of an answer that must have this status.</summary>
    protected static async Task<JsonObject> ReadAsync(HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.OK)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.That(response.StatusCode, Is.EqualTo(status), text);
        return JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>The envelope of a failure, checked for what every failure must say.</summary>
    protected static async Task<JsonObject> ReadErrorAsync(HttpResponseMessage response, int status, string type, string? code, string? param)
    {
        var envelope = await ReadAsync(response, (HttpStatusCode)status);
        var error = envelope["error"]!;
        var id = response.Headers.GetValues("x-request-id").Single();
        Assert.Multiple(() =>
        {
            Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
            Assert.That((int)envelope["status_code"]!, Is.EqualTo(status));
            Assert.That((string)envelope["type"]!, Is.EqualTo(type));
            Assert.That((string)error["type"]!, Is.EqualTo(type));
            Assert.That((string?)error["code"], Is.EqualTo(code));
            Assert.That((string?)error["param"], Is.EqualTo(param));
            Assert.That((string)envelope["event_id"]!, Is.EqualTo(id).And.Not.Empty);
            Assert.That((string)error["event_id"]!, Is.EqualTo(id));
        });
        return envelope;
    }

    /// <summary>The codes of an answer's warnings; that a model has no price is no concern here.</summary>
    protected static string[] Warnings(JsonNode answer) =>
        [.. (answer["extra_fields"]!["warnings"]?.AsArray() ?? []).Select(warning => (string)warning!["code"]!).Where(code => code != "price_unknown")];
}
