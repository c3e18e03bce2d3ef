using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.OrdinaryRoutes;

/// <summary>An app behind the catch-all sees what the client sent, and the client what the app answered.</summary>
internal sealed class OrdinaryRouteTests
{
    // The request as the app saw it.
    private static async Task EchoAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var headers = new JsonObject();
        foreach (var (name, value) in context.Request.Headers)
            headers[name.ToLowerInvariant()] = value.ToString();
        context.Response.Headers["x-app"] = "yes";
        var seen = new JsonObject
        {
            ["method"] = context.Request.Method,
            ["target"] = context.Features.Get<IHttpRequestFeature>()!.RawTarget,
            ["headers"] = headers,
            ["body"] = await reader.ReadToEndAsync(),
        };
        await context.Response.WriteAsync(
            seen.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [TestCase("GET")]
    [TestCase("PUT")]
    [TestCase("DELETE")]
    [TestCase("PATCH")]
    [TestCase("OPTIONS")]
    [TestCase("PURGE")]
    public async Task Send_AnyMethod_ReachesTheAppUntouched(string method)
    {
        await using var app = await AppHost.StartAsync(EchoAsync);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));
        using var request = new HttpRequestMessage(new HttpMethod(method), "/some/path%20with/b%2Fc?x=1&x=2&y=%20a%2Bb")
        {
            Content = new StringContent("body text ü", Encoding.UTF8, "text/x-test"),
        };
        request.Headers.Add("authorization", "Bearer mine");
        request.Headers.Add("cookie", "a=b");
        request.Headers.Add("x-many", ["one", "two"]);

        using var response = await gateway.Client.SendAsync(request);
        var seen = await response.JsonAsync();

        Assert.Multiple(() =>
        {
            Assert.That(response.Headers.GetValues("x-app"), Is.EqualTo(new[] { "yes" }));
            Assert.That(response.Headers.Contains("x-request-id"), Is.False, "an app's answer gets no header of ours");
            Assert.That((string)seen["method"]!, Is.EqualTo(method));
            Assert.That((string)seen["target"]!, Is.EqualTo("/some/path%20with/b%2Fc?x=1&x=2&y=%20a%2Bb"));
            Assert.That((string)seen["body"]!, Is.EqualTo("body text ü"));
            Assert.That((string)seen["headers"]!["authorization"]!, Is.EqualTo("Bearer mine"));
            Assert.That((string)seen["headers"]!["cookie"]!, Is.EqualTo("a=b"));
            Assert.That((string)seen["headers"]!["content-type"]!, Is.EqualTo("text/x-test; charset=utf-8"));
            Assert.That(((string)seen["headers"]!["x-many"]!).Replace(" ", "", StringComparison.Ordinal), Is.EqualTo("one,two"));
        });
    }

    [TestCase("/a%2Fb", "/a%2Fb")]
    [TestCase("/a%2fb/c%20d?q=%2F", "/a%2fb/c%20d?q=%2F")]
    [TestCase("/a%252Fb", "/a%252Fb")]
    [TestCase("/a%25b", "/a%25b")]
    [TestCase("/%C3%BC;v=1/~x(y)", "/%C3%BC;v=1/~x(y)")]
    [TestCase("/a//b/", "/a//b/")]
    [TestCase("/a/../b", "/b")]
    public async Task Get_EncodedPath_ReachesTheAppAsItWas(string target, string expected)
    {
        await using var app = await AppHost.StartAsync(EchoAsync);
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));
        var answer = await RawHttp.ExchangeAsync(gateway.Address, $"GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.That(answer, Does.Contain($"\"target\":\"{expected}\""));
    }

    [Test]
    public async Task Head_ToTheApp_GivesItsHeadersAndNoBody()
    {
        await using var app = await AppHost.StartAsync(context =>
        {
            context.Response.ContentLength = 1234;
            context.Response.Headers.ETag = "\"v1\"";
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));
        using var response = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/page"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(response.Content.Headers.ContentLength, Is.EqualTo(1234));
        Assert.That(response.Headers.ETag!.Tag, Is.EqualTo("\"v1\""));
    }

    [TestCase("GET", "/v1/images/generations")]
    [TestCase("OPTIONS", "/openai/v1/images/generations")]
    [TestCase("HEAD", "/openai/images/edits")]
    [TestCase("POST", "/v1/images/foo")]
    public async Task Send_WhatIsNoImageCall_IsTheApps(string method, string path)
    {
        await using var app = await AppHost.StartAsync(context =>
        {
            context.Response.Headers["x-app"] = context.Request.Method + " " + context.Request.Path;
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));
        using var response = await gateway.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        Assert.That(response.Headers.GetValues("x-app").Single(), Is.EqualTo($"{method} {path}"));
    }

    [Test]
    public async Task Send_ImagesAndApp_SideBySide()
    {
        await using var app = await AppHost.StartAsync(context => context.Response.WriteAsync("app"));
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));
        using var image = await gateway.PostAsync("/v1/images/generations", """{"model":"sandbox/painter","prompt":"p","size":"64x64"}""");

        Assert.That(image.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(await gateway.Client.GetStringAsync("/"), Is.EqualTo("app"));
        Assert.That(await gateway.Client.GetStringAsync("/health"), Is.EqualTo("""{"status":"ok"}"""), "the gateway's own endpoints go first");
    }
}
