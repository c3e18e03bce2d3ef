using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Access;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.Management.ManagementWorld;

namespace Iris.Gateway.Tests.Promises.Management;

/// <summary>
/// The promise: nobody manages without the key for it, nothing is there before the file says so, and what the file owns is changed there.
/// </summary>
internal sealed class AdminDoorTests
{
    private const string Keys = """{ "Access": { "Keys": { "shop": { "Value": "sk-iris-shop" } } } }""";

    private static readonly string[] Paths =
    [
        "/api/governance/virtual-keys", "/api/governance/virtual-keys/shop", "/api/governance/budgets", "/api/governance/rate-limits", "/api/logs", "/api/logs/x",
        "/api/logs/stats", "/api/logs/histogram", "/api/logs/dropped", "/api/logs/export", "/api/config", "/api/config/versions", "/api/config/versions/1", "/api/config/rollback", "/api/providers", "/api/providers/sandbox",
        "/api/governance/virtual-keys/shop/budgets/x/override",
    ];

    private static string Basic(string text) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    [TestCaseSource(nameof(Paths))]
    public async Task Ask_WithoutTheKey_Is401(string path)
    {
        await using var world = await StartAsync(images: Keys);
        foreach (var given in (string?[])[null, "Bearer", "Bearer sk-wrong", "Bearer sk-iris-shop", Basic("admin:sk-wrong"), Basic(Key), "Basic ????", Key])
        {
            using var response = await world.Gateway.SendAsync(path, null, given is null ? null : ("Authorization", given), HttpMethod.Get);
            Assert.Multiple(async () =>
            {
                Assert.That(await response.TypeAsync(), Is.EqualTo((401, "admin_key_required", "admin_key_required")), given);
                Assert.That(response.Headers.WwwAuthenticate.ToString(), Does.Contain("Bearer").And.Contain("Basic"));
            });
        }
    }

    [Test]
    public async Task Ask_BearerOrPassword_IsAnswered()
    {
        await using var world = await StartAsync();
        foreach (var given in (string[])["Bearer " + Key, "bearer " + Key, Basic("admin:" + Key), Basic(":" + Key)])
        {
            using var response = await world.Gateway.SendAsync("/api/config", null, ("Authorization", given), HttpMethod.Get);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), given);
            Assert.That(response.Headers.CacheControl?.NoStore, Is.True);
        }
    }

    [Test]
    public async Task Ask_KeyAsAHash_IsAnswered()
    {
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Key)));
        await using var world = await StartAsync(images: $$"""{ "Endpoints": { "Prefix": "/iris", "Admin": { "Key": "sha256:{{hash}}" } } }""");
        Assert.That((await world.GetAsync("/iris/api/config")).Status, Is.EqualTo(200));
        using var bare = await world.RequestAsync(HttpMethod.Get, "/api/config");
        Assert.That(bare.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Draw_WithTheKeyOfTheManagement_IsRefused()
    {
        await using var world = await StartAsync(images: Keys);
        using var response = await world.Gateway.DrawAsync(Key);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [TestCaseSource(nameof(Paths))]
    public async Task Ask_GatewayWithoutManagement_LeavesThePathToTheApp(string path)
    {
        await using var app = await AppHost.StartAsync(static context => { context.Response.StatusCode = 418; return Task.CompletedTask; });
        await using var gateway = await GatewayHost.StartAsync(AppFile(app));
        using var response = await gateway.Client.GetAsync(path);
        Assert.That((int)response.StatusCode, Is.EqualTo(418));
    }

    [Test]
    public async Task Ask_PathThatTheManagementDoesNotHave_StaysTheApps()
    {
        await using var app = await AppHost.StartAsync(static context => { context.Response.StatusCode = 418; return Task.CompletedTask; });
        await using var gateway = await GatewayHost.StartAsync(AppFile(app, new JsonObject { ["Admin"] = new JsonObject { ["Key"] = Key } }));
        using var response = await gateway.Client.GetAsync("/api/orders");
        Assert.That((int)response.StatusCode, Is.EqualTo(418));
    }

    [TestCase("POST", "governance/virtual-keys", "Images.Access.Keys")]
    [TestCase("PUT", "governance/virtual-keys/shop", "Images.Access.Keys.shop")]
    [TestCase("DELETE", "governance/virtual-keys/shop", "Images.Access.Keys.shop")]
    [TestCase("DELETE", "governance/virtual-keys/new", "Images.Access.Keys.new")]
    [TestCase("POST", "governance/teams", "Images.Access.Groups")]
    [TestCase("PUT", "governance/teams/web", "Images.Access.Groups.web")]
    [TestCase("POST", "governance/budgets", "Images.Access")]
    [TestCase("PUT", "config", "Images")]
    [TestCase("POST", "providers", "ReverseProxy.Clusters")]
    [TestCase("PUT", "providers/sandbox", "ReverseProxy.Clusters.sandbox")]
    [TestCase("DELETE", "providers/sandbox", "ReverseProxy.Clusters.sandbox")]
    [TestCase("POST", "providers/sandbox/keys", "ReverseProxy.Clusters.sandbox.Destinations")]
    [TestCase("PUT", "providers/sandbox/keys/main", "ReverseProxy.Clusters.sandbox.Destinations.main")]
    [TestCase("DELETE", "logs", "Images.Log")]
    public async Task Write_WhatTheFileOwns_NamesFileAndPlace(string method, string path, string place)
    {
        await using var world = await StartAsync(images: Keys);

        using var response = await world.RequestAsync(new HttpMethod(method), "/api/" + path, """{"name":"new","is_active":false}""");
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Multiple(() =>
        {
            Assert.That((int)response.StatusCode, Is.EqualTo(405));
            Assert.That((string?)body["error"]!["code"], Is.EqualTo("owned_by_file"));
            Assert.That((string?)body["error"]!["message"], Does.Contain($"edit {place}").And.Contain("proxy.json"));
            Assert.That(response.Content.Headers.Allow, Does.Contain("GET"));
        });
    }

    [TestCase("POST", "/api/logs/stats")]
    [TestCase("DELETE", "/api/logs/export")]
    public async Task Write_WhatIsOnlyRead_Is405(string method, string path)
    {
        await using var world = await StartAsync();
        Assert.That((await world.SendAsync(new HttpMethod(method), path)).Status, Is.EqualTo(405));
    }

    [Test]
    public async Task Write_PageOfAnotherSite_IsRefused()
    {
        await using var world = await StartAsync(images: Keys);
        using var foreign = await world.RequestAsync(
            HttpMethod.Put, "/api/governance/virtual-keys/shop", """{"reset_budget_usage":true}""", ("Origin", "https://evil.example"));
        using var own = await world.RequestAsync(
            HttpMethod.Put, "/api/governance/virtual-keys/shop", """{"reset_budget_usage":true}""", ("Origin", world.Gateway.Address.GetLeftPart(UriPartial.Authority)));
        Assert.That(((int)foreign.StatusCode, (int)own.StatusCode), Is.EqualTo((403, 200)));
    }

    [TestCase("""{ "Admin": {} }""", "Images.Endpoints.Admin")]
    [TestCase("""{ "Admin": { "Port": 9000 } }""", "Images.Endpoints.Admin")]
    [TestCase("""{ "Admin": { "Key": "env:NOBODY" } }""", "environment variable NOBODY is not set")]
    [TestCase("""{ "Admin": { "Key": "sha256:12" } }""", "is no hash")]
    [TestCase("""{ "Admin": { "Key": "sk-iris-shop" } }""", "Images.Access.Keys.shop")]
    [TestCase("""{ "Admin": { "Key": "k", "Port": 70000 } }""", "outside of 1 to 65535")]
    [TestCase("""{ "Admin": { "Key": "k", "Port": 9000 }, "MetricsPort": 9000 }""", "is MetricsPort as well")]
    [TestCase("""{ "Admin": { "Key": "k", "Host": "*" } }""", "has no effect without Port")]
    [TestCase("""{ "Admin": { "Key": "k", "Port": 9000, "Host": "a b" } }""", "is no host")]
    [TestCase("""{ "Admin": { "Key": "k", "Keys": "x" } }""", "unknown member")]
    public void Start_WrongSection_IsToldWithItsPlace(string endpoints, string expected)
    {
        var images = JsonNode.Parse(Keys)!.AsObject();
        images["Endpoints"] = JsonNode.Parse(endpoints);
        Assert.That(
            async () => await GatewayHost.StartAsync(ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, images)),
            Throws.InvalidOperationException.With.Message.Contains(expected).And.Message.Contains("Images.Endpoints.Admin").And.Message.Not.Contains("sk-iris-shop"));
    }

    [TestCase("""{ "Prompts": "some" }""", "is not one of none, hash, text")]
    [TestCase("""{ "Retention": "00:00:01" }""", "is outside of")]
    [TestCase("""{ "Bytes": 1000 }""", "is outside of 1048576")]
    [TestCase("""{ "Client": "yes" }""", "is neither true nor false")]
    [TestCase("""{ "Prompt": "text" }""", "unknown member")]
    public void Start_WrongLog_IsToldWithItsPlace(string log, string expected) => Assert.That(
        async () => await GatewayHost.StartAsync(
            ProxyJson.Create(new JsonObject { ["sandbox"] = ProxyJson.Sandbox() }, new JsonObject { ["Log"] = JsonNode.Parse(log) })),
        Throws.InvalidOperationException.With.Message.Contains(expected).And.Message.Contains("Images.Log."));

    private static string AppFile(AppHost app, JsonObject? endpoints = null) => ProxyJson.Create(
        new JsonObject
        {
            ["sandbox"] = ProxyJson.Sandbox(),
            ["app"] = new JsonObject { ["Destinations"] = new JsonObject { ["a"] = new JsonObject { ["Address"] = app.Address.ToString() } } },
        },
        endpoints is null ? null : new JsonObject { ["Endpoints"] = endpoints },
        new JsonObject { ["app"] = new JsonObject { ["ClusterId"] = "app", ["Match"] = new JsonObject { ["Path"] = "/{**rest}" }, ["Order"] = 1000 } });
}
