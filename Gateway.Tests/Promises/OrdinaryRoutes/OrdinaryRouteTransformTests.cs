using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.OrdinaryRoutes;

/// <summary>YARP's own transforms work on ordinary routes as its documentation says.</summary>
internal sealed class OrdinaryRouteTransformTests
{
    [TestCase("""{ "PathPrefix": "/base" }""", "/shop/item", "/base/shop/item")]
    [TestCase("""{ "PathRemovePrefix": "/shop" }""", "/shop/item", "/item")]
    [TestCase("""{ "PathPattern": "/v2/{**rest}" }""", "/shop/item", "/v2/shop/item")]
    [TestCase("""{ "QueryValueParameter": "lang", "Set": "en" }""", "/shop", "/shop?lang=en")]
    public async Task PathTransform_OnTheAppsRoute_Applies(string transform, string asked, string expected)
    {
        await using var app = await AppHost.StartAsync(context => context.Response.WriteAsync(context.Request.Path + context.Request.QueryString));
        await using var gateway = await GatewayHost.StartAsync(
            AppHost.ProxyFile(app.Address, route => route["Transforms"] = new JsonArray(JsonNode.Parse(transform))));

        Assert.That(await gateway.Client.GetStringAsync(asked), Is.EqualTo(expected));
    }

    [Test]
    public async Task HeaderTransforms_OnTheAppsRoute_Apply()
    {
        await using var app = await AppHost.StartAsync(context =>
        {
            context.Response.Headers["x-inner"] = "secret";
            return context.Response.WriteAsync(context.Request.Headers["x-tenant"] + "|" + context.Request.Headers.Host);
        });
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address, route => route["Transforms"] = JsonNode.Parse("""
            [ { "RequestHeader": "x-tenant", "Set": "blue" }, { "RequestHeaderOriginalHost": "true" },
              { "ResponseHeader": "x-served-by", "Set": "iris", "When": "Always" }, { "ResponseHeaderRemove": "x-inner", "When": "Always" } ]
            """)));
        using var response = await gateway.Client.GetAsync("/");

        Assert.Multiple(() =>
        {
            Assert.That(response.Content.ReadAsStringAsync().Result, Is.EqualTo($"blue|{gateway.Address.Authority}"));
            Assert.That(response.Headers.GetValues("x-served-by"), Is.EqualTo(new[] { "iris" }));
            Assert.That(response.Headers.Contains("x-inner"), Is.False);
        });
    }
}
