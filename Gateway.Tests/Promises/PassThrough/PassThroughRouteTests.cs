using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.PassThrough;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Reload;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using NUnit.Framework;
using static Iris.Gateway.Tests.Promises.PassThrough.PassThroughWorld;

namespace Iris.Gateway.Tests.Promises.PassThrough;

/// <summary>Which routes pass through, to which destination and path, and what an edit of the file changes.</summary>
internal sealed class PassThroughRouteTests
{
    [Test]
    public async Task Post_OverlappingRoutes_ImagesAreRewrittenAndTheRestPasses()
    {
        await using var provider = RawProvider.Start(AnswerAsync, RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider);
        using var chat = await gateway.Client.SendAsync(Post("/openai/v1/chat/completions"));
        using var image = await gateway.PostAsync("/openai/v1/images/generations", """{"model":"gpt-image-2","prompt":"a fox"}""");
        using var models = await gateway.Client.GetAsync("/openai/v1/models");
        using var edit = await gateway.Client.SendAsync(Post("/openai/v1/images/edits"));

        Assert.Multiple(() =>
        {
            Assert.That(chat.Content.ReadAsStringAsync().Result, Is.EqualTo(Answer));
            Assert.That(image.JsonAsync().Result["extra_fields"]!["provider"]!.ToString(), Is.EqualTo("openai"));
            Assert.That(models.Content.ReadAsStringAsync().Result, Does.StartWith("""{"object":"list"""), "the gateway's own list");
            Assert.That(provider.Requests.Select(request => request.Head.Split("\r\n")[0]), Is.EqualTo(new[]
            {
                "POST /v1/chat/completions HTTP/1.1", "POST /v1/images/generations HTTP/1.1",
            }));
        });
        await edit.EnvelopeAsync(HttpStatusCode.BadRequest);
    }

    [TestCase("https://api.openai.com/v1/", "/v1/chat/completions", "https://api.openai.com")]
    [TestCase("https://api.openai.com/v1/", "/chat/completions", "https://api.openai.com/v1/")]
    [TestCase("https://g.example/v1beta/", "/v1/models", "https://g.example")]
    [TestCase("https://openrouter.ai/api/v1", "/v1/chat", "https://openrouter.ai/api")]
    [TestCase("https://g.example/v1beta1/", "/v1beta1", "https://g.example")]
    [TestCase("https://api.anthropic.com/", "/v1/messages", "https://api.anthropic.com/")]
    [TestCase("https://a.example/video/", "/video/x", "https://a.example/video/")]
    [TestCase("https://a.example/v1/", "/videos", "https://a.example/v1/")]
    [TestCase("https://a.example/v1/", "", "https://a.example/v1/")]
    public void Prefix_WithAVersionThatThePathHasAsWell_LosesIt(string prefix, string path, string expected) =>
        Assert.That(PassThroughTransform.WithoutDoubledVersion(prefix, path), Is.EqualTo(expected));

    [Test]
    public async Task Post_SeveralDestinations_UnusableAndWeightlessOnesAreNotAsked()
    {
        await using var good = RawProvider.Start(AnswerAsync);
        await using var weightless = RawProvider.Start(AnswerAsync);
        await using var keyless = RawProvider.Start(AnswerAsync);
        var cluster = TestGateway.Cluster(("good", good.Address), ("weightless", weightless.Address), ("keyless", keyless.Address));
        cluster["Destinations"]!["weightless"]!["Metadata"]!["Weight"] = "0";
        cluster["Destinations"]!["keyless"]!["Metadata"]!["ApiKey"] = "env:MISSING";
        await using var gateway = await StartAsync(new JsonObject { ["openai"] = cluster });
        for (var i = 0; i < 20; i++)
            (await gateway.Client.SendAsync(Post("/openai/chat/completions"))).Dispose();

        Assert.That((good.Requests.Count, weightless.Requests.Count, keyless.Requests.Count), Is.EqualTo((20, 0, 0)));
        Assert.That(good.Requests.Select(request => request.Header("Authorization")), Is.All.EqualTo("Bearer key-of-good"));
    }

    [Test]
    public async Task Post_SeveralDestinations_EachGetsItsOwnKey()
    {
        await using var one = RawProvider.Start(AnswerAsync);
        await using var two = RawProvider.Start(AnswerAsync);
        var cluster = TestGateway.Cluster(("one", one.Address), ("two", two.Address));
        cluster["LoadBalancingPolicy"] = "RoundRobin";
        await using var gateway = await StartAsync(new JsonObject { ["openai"] = cluster });
        for (var i = 0; i < 4; i++)
            (await gateway.Client.SendAsync(Post("/openai/chat/completions"))).Dispose();

        Assert.That(one.Requests.Select(request => request.Header("Authorization")), Is.EqualTo(new[] { "Bearer key-of-one", "Bearer key-of-one" }));
        Assert.That(two.Requests.Select(request => request.Header("Authorization")), Is.EqualTo(new[] { "Bearer key-of-two", "Bearer key-of-two" }));
    }

    [Test]
    public async Task Edit_OfAKey_IsInTheNextCall()
    {
        await using var provider = RawProvider.Start(AnswerAsync);
        await using var gateway = await ReloadingGateway.StartAsync(With("first-key"));
        (await gateway.Host.Client.SendAsync(Post("/openai/chat/completions"))).Dispose();
        await gateway.EditAsync(With("second-key"));
        (await gateway.Host.Client.SendAsync(Post("/openai/chat/completions"))).Dispose();

        Assert.That(provider.Requests.Select(request => request.Header("Authorization")), Is.EqualTo(new[] { "Bearer first-key", "Bearer second-key" }));

        string With(string key) => PassThroughWorld.File(new JsonObject { ["openai"] = ProxyJson.Cluster("openai", provider.Address, key) });
    }

    [Test]
    public async Task Connect_WebSocket_CarriesTheDestinationsKeyAndNotTheBrowsers()
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await AppHost.StartAsync(async context =>
        {
            seen.TrySetResult($"{context.Request.Headers.Authorization}|{context.Request.Headers.SecWebSocketProtocol}|{context.Request.Path}");
            using var socket = await context.WebSockets.AcceptWebSocketAsync("realtime");
            var buffer = new byte[1024];
            while (await socket.ReceiveAsync(buffer, context.RequestAborted) is { MessageType: not WebSocketMessageType.Close } message)
                await socket.SendAsync(buffer.AsMemory(0, message.Count), message.MessageType, message.EndOfMessage, context.RequestAborted);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", context.RequestAborted);
        });
        await using var gateway = await StartAsync(new JsonObject { ["openai"] = ProxyJson.Cluster("openai", app.Address + "v1/") });
        using var guard = new CancellationTokenSource(Patience.Long);
        using var client = new ClientWebSocket();
        client.Options.AddSubProtocol("realtime");
        client.Options.AddSubProtocol("openai-insecure-api-key.mine-all-mine");
        client.Options.AddSubProtocol("openai-beta.realtime-v1");
        await client.ConnectAsync(new Uri($"ws://{gateway.Address.Authority}/openai/v1/realtime?model=m"), guard.Token);
        await client.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, guard.Token);
        var buffer = new byte[1024];
        var answer = await client.ReceiveAsync(buffer, guard.Token);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, guard.Token);

        Assert.That(Encoding.UTF8.GetString(buffer, 0, answer.Count), Is.EqualTo("hello"));
        Assert.That(await seen.Task.WaitAsync(Patience.Long), Is.EqualTo("Bearer test-key-123456|realtime, openai-beta.realtime-v1|/v1/realtime"));
    }

    [Test]
    public async Task Load_RouteToTheSandboxWithoutAnIngress_IsAnError()
    {
        var loaded = await Load.Json(Load.WithRoutes("""
            "open": { "ClusterId": "sandbox", "Match": { "Path": "/sandbox/{**rest}" } }
            """));

        Assert.That(loaded.Errors.Select(error => $"{error.Path}: {error.Message}"), Is.EqualTo(new[]
        {
            "ReverseProxy.Routes.open.ClusterId: \"sandbox\" draws inside the gateway: there is nothing to pass through to; give the route an ImageIngress",
        }));
    }
}
