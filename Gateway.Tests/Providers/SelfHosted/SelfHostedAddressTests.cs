using System.Net;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.SelfHosted;

/// <summary>Addresses that a server answers although base64 was asked for: the client could not reach them.</summary>
[TestFixture("sgl")]
[TestFixture("vllm")]
public sealed class SelfHostedAddressTests(string api) : SelfHostedFixture(api)
{
    private const string Addressed = """{"created":1763800000,"data":[{"b64_json":null,"url":"/v1/images/7/content"}]}""";

    [Test]
    public async Task Generate_ServerAnswersARelativeAddress_IsFetchedUnderTheDestinationsPathWithItsKey()
    {
        await using var server = RawProvider.Start(Says(Addressed), SendsPictureAsync);
        await using var gateway = await TestGateway.StartAsync(
            null, null, new JsonObject { [Api] = ProxyJson.Cluster(Api, $"http://127.0.0.1:{server.Port}/gpu-1/v1/") });
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask(Target));

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That((string?)answer["data"]!.AsArray().Single()!["b64_json"], Is.EqualTo(Picture));
            Assert.That(server.Requests[1].Head, Does.StartWith("GET /gpu-1/v1/images/7/content HTTP/1.1"));
            Assert.That(server.Requests[1].Header("Authorization"), Is.EqualTo("Bearer " + Key));
        });
    }

    [Test]
    public async Task Stream_ServerAnswersARelativeAddress_IsACompletedEventWithThePicture()
    {
        await using var server = RawProvider.Start(Says(Addressed), SendsPictureAsync);
        await using var gateway = await TestGateway.StartAsync(null, null, new JsonObject { [Api] = ProxyJson.Cluster(Api, server.Address, null) });
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask(Target, "\"stream\":true"));

        var events = await ServerSentEvents.ReadAllAsync(response);
        Assert.That((string?)events.Single().Json["b64_json"], Is.EqualTo(Picture));
        Assert.That(server.Requests[1].Header("Authorization"), Is.Null);
    }

    [Test]
    public async Task Generate_ServerAnswersAnotherHostsAddress_IsRefused()
    {
        await using var foreign = RawProvider.Start(SendsPictureAsync);
        await using var server = RawProvider.Start(Says($$"""{"data":[{"url":"http://localhost:{{foreign.Port}}/x.png"}]}"""));
        await using var gateway = await TestGateway.StartAsync(null, null, new JsonObject { [Api] = ProxyJson.Cluster(Api, server.Address) });
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask(Target));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("download_refused"));
        Assert.That(foreign.Requests, Is.Empty);
    }

    [Test]
    public async Task Generate_AddressIsGone_IsAFailedDownload()
    {
        await using var server = RawProvider.Start(Says(Addressed), RawAnswer.Error(404));
        await using var gateway = await TestGateway.StartAsync(null, null, new JsonObject { [Api] = ProxyJson.Cluster(Api, server.Address) });
        using var response = await gateway.PostAsync(TestGateway.Generations, Ask(Target));

        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("download_failed"));
    }

    private static async Task SendsPictureAsync(RawConnection connection)
    {
        var picture = Convert.FromBase64String(Picture);
        await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {picture.Length}\r\n\r\n");
        await connection.SendAsync(picture);
    }
}
