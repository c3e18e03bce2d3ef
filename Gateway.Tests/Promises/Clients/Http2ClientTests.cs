using System.Net;
using System.Text;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Clients;

/// <summary>A client that speaks HTTP/2: the same answers, and a broken one ends its stream and not the connection.</summary>
internal sealed class Http2ClientTests
{
    [Test]
    public async Task Post_PictureAndEvents_ArriveWhole()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync, RawAnswer.EventsAsync);
        await using var gateway = await StartAsync(provider);
        using var client = Client(gateway);

        using var picture = await PostAsync(client, Request);
        using var events = await PostAsync(client, StreamRequest);

        Assert.That(picture.Version, Is.EqualTo(HttpVersion.Version20));
        Assert.That(await picture.Content.ReadAsStringAsync(), Does.Contain(RawAnswer.Pixel));
        Assert.That(await events.Content.ReadAsStringAsync(), Does.Contain("event: image_generation.completed").And.Contain(RawAnswer.Pixel));
    }

    [Test]
    public async Task Post_AnswerBreaksOff_EndsTheStreamOnly()
    {
        var seen = new TaskCompletionSource();
        await using var provider = RawProvider.Start(
            async connection =>
            {
                await connection.SendAsync(RawAnswer.JsonInChunks + RawAnswer.Chunk("{\"created\":1,\"data\":[{\"b64_json\":\"" + RawAnswer.Pixel));
                await seen.Task;
                await connection.SendAsync(RawAnswer.LastChunk);
            },
            RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(provider);
        using var client = Client(gateway);

        using var broken = await PostAsync(client, Request);
        Assert.That(broken.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        seen.SetResult();

        var failure = Assert.CatchAsync(async () => await broken.Content.ReadAsStringAsync().WaitAsync(Patience.Long))!;
        Assert.That(failure.ToString(), Does.Contain("INTERNAL_ERROR"));
        using var next = await PostAsync(client, Request);
        Assert.That(await next.Content.ReadAsStringAsync(), Does.Contain(RawAnswer.Pixel));
    }

    private static Task<GatewayHost> StartAsync(RawProvider provider) => TestGateway.StartAsync(
        null,
        null,
        new() { ["openai"] = ProxyJson.Cluster("openai", provider.Address) },
        builder => builder.WebHost.ConfigureKestrel(
            options => options.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http2)));

    private static HttpClient Client(GatewayHost gateway) => new()
    {
        BaseAddress = gateway.Address,
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Generations)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience.Long);
    }
}
