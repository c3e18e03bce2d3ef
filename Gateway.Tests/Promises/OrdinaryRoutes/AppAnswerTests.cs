using System.Net;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.OrdinaryRoutes;

/// <summary>An app's answers pass unchanged, failures included.</summary>
internal sealed class AppAnswerTests
{
    [TestCase(400)]
    [TestCase(401)]
    [TestCase(404)]
    [TestCase(405)]
    [TestCase(413)]
    [TestCase(500)]
    [TestCase(502)]
    [TestCase(503)]
    [TestCase(504)]
    public async Task Get_AppsFailure_IsNeverRewritten(int status)
    {
        await using var app = await AppHost.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Allow = "GET, POST";
            context.Response.Headers["x-app"] = "yes";
            return context.Request.Path == "/empty" ? Task.CompletedTask : context.Response.WriteAsync("the app's page");
        });
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));
        foreach (var (path, body) in new[] { ("/empty", ""), ("/page", "the app's page") })
        {
            using var response = await gateway.Client.GetAsync(path);
            Assert.That((int)response.StatusCode, Is.EqualTo(status));
            Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo(body));
            Assert.That(response.Headers.GetValues("x-app"), Is.EqualTo(new[] { "yes" }));
            Assert.That(response.Headers.Contains("x-request-id"), Is.False);
        }
    }

    [Test]
    public async Task Post_AppRefusesWithoutReadingTheBody_ItsAnswerArrives()
    {
        await using var app = await AppHost.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return context.Response.WriteAsync("too much for the app");
        });
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));
        using var response = await gateway.Client.PostAsync("/upload", new ByteArrayContent(new byte[20_000]));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("too much for the app"));
    }

    [Test]
    public async Task Get_Redirect_PassesAsItIs()
    {
        await using var app = await AppHost.StartAsync(context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayHost.StartAsync(AppHost.ProxyFile(app.Address));
        using var response = await gateway.Client.GetAsync("/");

        Assert.That((response.StatusCode, response.Headers.Location!.OriginalString), Is.EqualTo((HttpStatusCode.Redirect, "/elsewhere")));
    }
}
