using System.Net;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Access.AccessWorld;

namespace Iris.Gateway.Tests.Promises.Access;

/// <summary>
/// The promise: every route that can spend asks for a key, and each refusal is told with its status and type before anything is sent.
/// </summary>
internal sealed class AccessMatrixTests
{
    private const string Unified = "/v1/images/generations";
    private const string Pinned = "/providers/sandbox/v1/images/generations";
    private const string OpenAI = "/openai/v1/images/generations";
    private const string PassThrough = "/groq/chat";
    private const string App = "/app/page";

    private static readonly string[] ImagePaths = [Unified, Pinned, OpenAI];
    private static readonly string[] Paths = [.. ImagePaths, PassThrough, App];

    private static readonly (string Name, string Value)[] Bearers =
    [
        ("x-bf-vk", Shop), ("x-bf-vk", "Bearer " + Shop), ("Authorization", "Bearer " + Shop), ("authorization", "bearer " + Shop), ("x-api-key", Shop),
        ("x-goog-api-key", Shop), ("api-key", Shop),
    ];

    private static IEnumerable<TestCaseData> Cases()
    {
        foreach (var path in Paths)
        {
            yield return new(path, null, 401, "virtual_key_required");
            yield return new(path, "sk-iris-nobody", 401, "virtual_key_not_found");
            yield return new(path, "sk-iris-expired", 403, "access_blocked");
            yield return new(path, "sk-iris-disabled", 403, "access_blocked");
            yield return new(path, "sk-iris-limited", 429, "request_limited");
        }
        foreach (var path in ImagePaths)
        {
            yield return new(path, "sk-iris-otherModel", 403, "model_blocked");
            yield return new(path, "sk-iris-otherProvider", 403, "provider_blocked");
            yield return new(path, "sk-iris-otherOperation", 403, "operation_blocked");
        }
        yield return new(PassThrough, "sk-iris-otherProvider", 403, "provider_blocked");
        yield return new(PassThrough, "sk-iris-budget", 403, "model_unpriced");
    }

    [TestCaseSource(nameof(Cases))]
    public async Task Send_KeyThatMayNot_IsRefusedAndNothingIsForwarded(string path, string? key, int status, string type)
    {
        await using var world = await World.StartAsync();
        if (type == "request_limited")
            using (await world.SendAsync(path, key)) { }
        var before = world.Received;

        using var response = await world.SendAsync(path, key);

        Assert.Multiple(async () =>
        {
            Assert.That(await response.TypeAsync(), Is.EqualTo((status, type, type)));
            Assert.That(world.Received, Is.EqualTo(before));
            Assert.That(response.Headers.Contains("Retry-After"), Is.EqualTo(status == 429));
            Assert.That(response.Headers.Contains("WWW-Authenticate"), Is.EqualTo(status == 401));
            Assert.That(response.Headers.Contains("x-request-id"));
        });
    }

    [TestCaseSource(nameof(Paths))]
    public async Task Send_KeyThatMay_IsServedWhicheverHeaderBringsIt(string path)
    {
        await using var world = await World.StartAsync();
        foreach (var header in Bearers)
        {
            using var response = await world.SendAsync(path, null, header);
            Assert.That((int)response.StatusCode, Is.EqualTo(200), $"{header}: {await response.Content.ReadAsStringAsync()}");
        }
    }

    [Test]
    public async Task Send_KeyOfTheGateways_NeverReachesAnybody()
    {
        await using var world = await World.StartAsync();
        foreach (var header in Bearers)
        {
            using var passed = await world.SendAsync(PassThrough, null, header);
            using var app = await world.SendAsync(App, null, header);
        }
        Assert.Multiple(() =>
        {
            Assert.That(world.Requests, Has.Length.EqualTo(2 * Bearers.Length));
            Assert.That(world.Requests.Select(request => request.Head), Has.None.Contains(Shop));
            Assert.That(world.Logs, Has.None.Contains(Shop));
        });
    }

    [Test]
    public async Task Send_AppsOwnCredential_StaysBesideTheKey()
    {
        await using var world = await World.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, App);
        request.Headers.TryAddWithoutValidation("x-bf-vk", Shop);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer the-apps-own");
        using var response = await world.Gateway.Client.SendAsync(request);

        Assert.That(world.Requests.Single().Header("Authorization"), Is.EqualTo("Bearer the-apps-own"));
    }

    [Test]
    public async Task Send_OrdinaryRouteThatAsksForNothing_IsServedWithoutAKey()
    {
        await using var world = await World.StartAsync();
        using var response = await world.SendAsync("/open/page", null);
        Assert.That((int)response.StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task Send_KeyInTheQueryOfAPassThroughRoute_IsReadAndRemoved()
    {
        await using var world = await World.StartAsync();
        using var response = await world.SendAsync($"{PassThrough}?api_key={Shop}&a=b", null);
        Assert.Multiple(() =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(200));
            Assert.That(world.Requests.Single().Head, Does.Contain("?a=b ").And.Not.Contain(Shop));
        });
    }

    [Test]
    public async Task Connect_WebSocketOfAPassThroughRoute_AsksForAKeyAsWell()
    {
        await using var world = await World.StartAsync();
        var address = new UriBuilder(world.Gateway.Address) { Scheme = "ws", Path = "/groq/realtime" }.Uri;
        using var nobody = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        using var shop = new ClientWebSocket { Options = { CollectHttpResponseDetails = true } };
        shop.Options.AddSubProtocol("realtime");
        // As a browser sends it, which cannot set headers.
        shop.Options.AddSubProtocol("openai-insecure-api-key." + Shop);

        // The server behind it speaks no WebSocket: what counts is who reaches it.
        Assert.That(async () => await nobody.ConnectAsync(address, default), Throws.InstanceOf<WebSocketException>());
        var before = world.Received;
        Assert.That(async () => await shop.ConnectAsync(address, default), Throws.InstanceOf<WebSocketException>());

        Assert.Multiple(() =>
        {
            Assert.That((nobody.HttpStatusCode, before), Is.EqualTo((HttpStatusCode.Unauthorized, 0)));
            Assert.That(world.Requests.Single().Header("Sec-WebSocket-Protocol"), Is.EqualTo("realtime"));
            Assert.That(world.Requests.Single().Head, Does.Not.Contain(Shop));
        });
    }

    /// <summary>A gateway with all kinds of routes and keys before one fake server.</summary>
    private sealed class World(GatewayHost gateway, RawProvider server) : IAsyncDisposable
    {
        public GatewayHost Gateway => gateway;
        public RawRequest[] Requests => [.. server.Requests];
        public int Received => server.Requests.Count;
        public string[] Logs => [.. gateway.Logs.Entries.Select(entry => entry.Message)];

        public static async Task<World> StartAsync()
        {
            var server = RawProvider.Start(static connection => connection.SendAsync(RawAnswer.Whole(200, "ok")));
            var clusters = new JsonObject
            {
                ["sandbox"] = ProxyJson.Sandbox(),
                ["groq"] = ProxyJson.Cluster("groq", server.Address),
                ["app"] = new JsonObject { ["Destinations"] = new JsonObject { ["a"] = new JsonObject { ["Address"] = server.Address } } },
            };
            var routes = new JsonObject
            {
                ["groq"] = Route("groq", "/groq/{**rest}"),
                ["open"] = Route("app", "/open/{**rest}"),
                ["app"] = Route("app", "/app/{**rest}", ("Access", "key")),
            };
            var access = AccessWorld.Keys(
                ("shop", Key(Shop, """{"Passthrough":["groq"]}""")),
                ("expired", Key("sk-iris-expired", """{"Expires":"2026-01-01T00:00:00Z","Passthrough":["*"]}""")),
                ("disabled", Key("sk-iris-disabled", """{"Enabled":false,"Passthrough":["*"]}""")),
                ("limited", Key("sk-iris-limited", """{"Limits":{"Requests":"1/1h"},"Passthrough":["*"]}""")),
                ("otherModel", Key("sk-iris-otherModel", """{"Models":["*","!sandbox/painter"],"Passthrough":["*"]}""")),
                ("otherProvider", Key("sk-iris-otherProvider", """{"Models":["groq/*"]}""")),
                ("otherOperation", Key("sk-iris-otherOperation", """{"Operations":["edit"],"Passthrough":["*"]}""")),
                ("budget", Key("sk-iris-budget", """{"Budget":{"Usd":5,"Every":"1M","Aligned":true},"Passthrough":["*"]}""")));
            return new World(await AccessWorld.StartAsync(access, clusters, routes), server);
        }

        public Task<HttpResponseMessage> SendAsync(string path, string? key, (string Name, string Value)? header = null) => gateway.SendAsync(
            path, path.Contains("/images/", StringComparison.Ordinal) ? Request : "{}", header ?? (key is null ? null : ("Authorization", "Bearer " + key)));

        public async ValueTask DisposeAsync()
        {
            await gateway.DisposeAsync();
            await server.DisposeAsync();
        }

        private static JsonObject Route(string cluster, string path, params (string Name, string Value)[] metadata)
        {
            var route = new JsonObject { ["ClusterId"] = cluster, ["Match"] = new JsonObject { ["Path"] = path } };
            if (metadata.Length > 0)
                route["Metadata"] = new JsonObject(metadata.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Name, entry.Value)));
            return route;
        }
    }
}
