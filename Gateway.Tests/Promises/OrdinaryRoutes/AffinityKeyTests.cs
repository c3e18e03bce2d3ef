using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.OrdinaryRoutes;

/// <summary>Cookies of session affinity hold as long as their keys; whoever loses these at each restart is told before.</summary>
internal sealed class AffinityKeyTests
{
    [Test]
    public async Task Get_WithAFolderOfKeys_AnotherReplicaKnowsTheCookie()
    {
        var keys = Directory.CreateTempSubdirectory("iris-keys-").FullName;
        await using var app = await AppHost.StartAsync(context => context.Response.WriteAsync("hello"));
        string cookie;
        await using (var first = await StartAsync(app, "Cookie", keys))
        {
            using var response = await first.Client.GetAsync("/");
            cookie = response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
            Assert.That(Warnings(first).Where(message => message.Contains("AffinityKeys", StringComparison.Ordinal)), Is.Empty);
        }
        await using var second = await StartAsync(app, "Cookie", keys);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Cookie", cookie } } };
        using var again = await second.Client.SendAsync(request);

        Assert.That((int)again.StatusCode, Is.EqualTo(200), "a cookie it cannot read is a 503");
        Directory.Delete(keys, recursive: true);
    }

    [TestCase("Cookie", 1)]
    [TestCase("customheader", 1)]
    [TestCase("HashCookie", 0)]
    [TestCase("ArrCookie", 0)]
    public async Task Start_KeysNobodyKeeps_WarnsOnce(string policy, int warnings)
    {
        await using var app = await AppHost.StartAsync(context => context.Response.WriteAsync("hello"));
        await using var gateway = await StartAsync(app, policy, null);

        Assert.That(
            Warnings(gateway), Has.Exactly(warnings).Items.And.All.StartsWith("cluster app: the keys of its affinity").And.All.Contains("Images.Endpoints.AffinityKeys"));
    }

    [Test]
    public async Task Start_NothingNeedsKeys_DataProtectionIsNotAsked()
    {
        await using var app = await AppHost.StartAsync(context => context.Response.WriteAsync("hello"));
        await using var gateway = await GatewayHost.StartAsync(
            AppHost.ProxyFile(app.Address), args: ["--Logging:LogLevel:Microsoft.AspNetCore.DataProtection=Trace"]);
        await gateway.Client.GetStringAsync("/");

        Assert.That(
            gateway.Logs.Entries.Where(entry => entry.Category.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal)).Select(entry => entry.Message), Is.Empty);
    }

    private static string[] Warnings(GatewayHost gateway) =>
        [.. gateway.Logs.Entries.Where(entry => entry.Level >= LogLevel.Warning).Select(entry => entry.Message)];

    private static Task<GatewayHost> StartAsync(AppHost app, string policy, string? keys)
    {
        var file = JsonNode.Parse(AppHost.ProxyFile(app.Address, cluster: cluster => cluster["SessionAffinity"] = new JsonObject
        {
            ["Enabled"] = true, ["Policy"] = policy, ["FailurePolicy"] = "Return503Error", ["AffinityKeyName"] = "x-there",
        }))!;
        if (keys is not null)
            file["Images"] = new JsonObject { ["Endpoints"] = new JsonObject { ["AffinityKeys"] = keys } };
        return GatewayHost.StartAsync(file.ToJsonString());
    }
}
