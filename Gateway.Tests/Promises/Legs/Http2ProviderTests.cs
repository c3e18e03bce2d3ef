using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Iris.Gateway.Tests.Promises.Edits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Legs;

/// <summary>
/// A provider that speaks HTTP/2: orders share its connection, answers come whole, and what ends early ends its own stream and nothing else.
/// </summary>
internal sealed class Http2ProviderTests
{
    [Test]
    public async Task Generate_PictureAndEvents_ComeWhole()
    {
        var picture = Convert.ToBase64String(EditWorld.Png(seed: 1, length: 2_000_000));
        await using var provider = await StartAsync(async context =>
        {
            Assert.That(context.Request.Protocol, Is.EqualTo("HTTP/2"));
            if ((await BodyAsync(context)).Contains("\"stream\":true"))
            {
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync(
                    $"event: image_generation.completed\ndata: {{\"type\":\"image_generation.completed\",\"b64_json\":\"{picture}\"}}\n\n");
            }
            else
            {
                await WriteAsync(context, picture);
            }
        });
        await using var gateway = await StartAsync(provider);

        using var plain = await gateway.Client.PostAsync(Generations, Content(Request));
        using var events = await gateway.Client.PostAsync(Generations, Content(StreamRequest));

        Assert.That((string?)(await plain.JsonAsync())["data"]![0]!["b64_json"], Is.EqualTo(picture));
        Assert.That(await events.Content.ReadAsStringAsync(), Does.Contain("event: image_generation.completed").And.Contain(picture));
    }

    [Test]
    public async Task Generate_SeveralAtOnce_ShareAConnection()
    {
        var all = new TaskCompletionSource();
        var connections = new HashSet<string>();
        var arrived = 0;
        await using var provider = await StartAsync(async context =>
        {
            lock (connections)
                connections.Add(context.Connection.Id);
            // Nobody is answered before all have come, so that none can follow another one.
            if (Interlocked.Increment(ref arrived) == 8)
                all.SetResult();
            await all.Task.WaitAsync(Patience.Long);
            await WriteAsync(context, RawAnswer.Pixel);
        });
        await using var gateway = await StartAsync(provider);
        // Opens the connection: calls that find none open one each.
        var first = gateway.Client.PostAsync(Generations, Content(Request));
        await Patience.UntilAsync(() => Volatile.Read(ref arrived) == 1, "the first order");

        var others = Enumerable.Range(0, 7).Select(_ => gateway.Client.PostAsync(Generations, Content(Request))).ToArray();
        foreach (var response in await Task.WhenAll([first, .. others]))
        {
            Assert.That((string?)(await response.JsonAsync())["data"]![0]!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
            response.Dispose();
        }

        Assert.That(connections, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Edit_FourPictures_ArriveWholeWithTheirLength()
    {
        var pictures = Enumerable.Range(0, 4).Select(i => EditWorld.Png(seed: i, length: 400_000 + i)).ToArray();
        long? told = null;
        string[] received = [];
        await using var provider = await StartAsync(async context =>
        {
            told = context.Request.ContentLength;
            var form = await context.Request.ReadFormAsync();
            received = [.. form.Files.Select(file => EditWorld.Hash(Read(file)))];
            await WriteAsync(context, RawAnswer.Pixel);
        });
        await using var gateway = await StartAsync(provider);

        using var response = await gateway.Client.PostAsync(
            EditWorld.Route,
            EditWorld.Form([("model", "openai/gpt-image-2"), ("prompt", "p"), .. pictures.Select(picture => ("image[]", (object)picture))]));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK), await response.Content.ReadAsStringAsync());
        Assert.That(received, Is.EqualTo(pictures.Select(EditWorld.Hash)));
        Assert.That(told, Is.GreaterThan(pictures.Sum(picture => picture.Length)));
    }

    [Test]
    public async Task Generate_StreamIsResetWithinThePicture_BreaksTheAnswerAndNotTheConnection()
    {
        var seen = new TaskCompletionSource();
        var connections = new HashSet<string>();
        await using var provider = await StartAsync(async context =>
        {
            lock (connections)
                connections.Add(context.Connection.Id);
            if ((await BodyAsync(context)).Contains("break"))
            {
                await context.Response.WriteAsync("{\"created\":1,\"data\":[{\"b64_json\":\"" + RawAnswer.Pixel);
                await seen.Task.WaitAsync(Patience.Long);
                context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(2);
                return;
            }
            await WriteAsync(context, RawAnswer.Pixel);
        });
        await using var gateway = await StartAsync(provider);
        using var request = new HttpRequestMessage(HttpMethod.Post, Generations) { Content = Content(Request.Replace("a fox", "break")) };
        using var broken = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience.Long);
        Assert.That(broken.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        seen.SetResult();

        Assert.CatchAsync(async () => await broken.Content.ReadAsStringAsync().WaitAsync(Patience.Long));
        using var next = await gateway.Client.PostAsync(Generations, Content(Request));
        Assert.That((string?)(await next.JsonAsync())["data"]![0]!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
        Assert.That(connections, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Generate_StreamIsResetBeforeTheAnswer_IsTriedAtTheNextTarget()
    {
        await using var provider = await StartAsync(context =>
        {
            context.Features.GetRequiredFeature<IHttpResetFeature>().Reset(7);
            return Task.CompletedTask;
        });
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider, ("second", ProxyJson.Cluster("openai", second.Address)));

        using var response = await gateway.Client.PostAsync(
            Generations, Content("""{"model":"openai/gpt-image-2","prompt":"a fox","fallbacks":["second/gpt-image-2"]}"""));

        Assert.That((string?)(await response.JsonAsync())["extra_fields"]!["provider"], Is.EqualTo("second"));
    }

    [Test]
    public async Task Generate_ClientHangsUp_ResetsItsStreamOnly()
    {
        var (arrived, gone) = (new TaskCompletionSource(), new TaskCompletionSource());
        var connections = new HashSet<string>();
        await using var provider = await StartAsync(async context =>
        {
            lock (connections)
                connections.Add(context.Connection.Id);
            if ((await BodyAsync(context)).Contains("wait"))
            {
                context.RequestAborted.Register(gone.SetResult);
                arrived.SetResult();
                await gone.Task.WaitAsync(Patience.Long);
                return;
            }
            await WriteAsync(context, RawAnswer.Pixel);
        });
        await using var gateway = await StartAsync(provider);
        var socket = await gateway.PostRawAsync(Request.Replace("a fox", "wait"));
        await arrived.Task.WaitAsync(Patience.Long);

        socket.Dispose();

        await gone.Task.WaitAsync(Patience.Long);
        using var next = await gateway.Client.PostAsync(Generations, Content(Request));
        Assert.That((string?)(await next.JsonAsync())["data"]![0]!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
        Assert.That(connections, Has.Count.EqualTo(1));
    }

    private static Task<AppHost> StartAsync(RequestDelegate answer) => AppHost.StartAsync(answer, HttpProtocols.Http2);

    private static Task<GatewayHost> StartAsync(AppHost provider, params (string Id, JsonObject Cluster)[] others)
    {
        var cluster = ProxyJson.Cluster("openai", provider.Address.ToString());
        cluster["HttpRequest"] = new JsonObject { ["Version"] = "2", ["VersionPolicy"] = "RequestVersionExact" };
        var clusters = new JsonObject { ["openai"] = cluster };
        foreach (var (id, other) in others)
            clusters[id] = other;
        return TestGateway.StartAsync(null, null, clusters);
    }

    private static async Task<string> BodyAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private static Task WriteAsync(HttpContext context, string picture)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$"""{"created":1,"data":[{"b64_json":"{{picture}}"}]}""");
    }

    private static byte[] Read(IFormFile file)
    {
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray();
    }
}
