using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Requests;

/// <summary>Bodies that are too long or too slow get the envelope, not an empty answer.</summary>
internal sealed class RequestBodyLimitTests
{
    private static readonly JsonObject Small = new() { ["Limits"] = new JsonObject { ["RequestBytes"] = 1000 } };

    [TestCase("Content-Length: 1001\r\n\r\n", null)]
    [TestCase("Content-Length: 40000000\r\n\r\n", "")]
    [TestCase("Transfer-Encoding: chunked\r\n\r\n", "3e9\r\n")]
    public async Task Generate_BodyOverTheLimit_Is413(string lastHeader, string? chunk)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, Small, ("openai", provider));
        using var socket = await ConnectAsync(gateway);

        await SendAsync(socket, lastHeader);
        if (chunk is null)
            await SendAsync(socket, new string(' ', 1001));
        else if (chunk.Length > 0)
            await SendAsync(socket, chunk + new string(' ', 1001) + "\r\n0\r\n\r\n");

        await AssertEnvelopeAsync(socket, 413, "request_too_large");
        Assert.That(provider.Requests, Is.Empty);
    }

    [TestCase(1000, 200)]
    [TestCase(1001, 413)]
    public async Task Generate_BodyAtTheLimit_Passes(int length, int status)
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(null, Small, ("openai", provider));

        using var response = await gateway.PostAsync(Generations, Request.PadRight(length));

        Assert.That((int)response.StatusCode, Is.EqualTo(status));
    }

    [Test]
    public async Task Generate_BodyOverTheClustersLimit_IsServedByAFallbackThatTakesIt()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var second = RawProvider.Start(RawAnswer.PictureAsync);
        var images = new JsonObject
        {
            ["Clusters"] = new JsonObject { ["openai"] = new JsonObject { ["Limits"] = new JsonObject { ["RequestBytes"] = 10 } } },
        };
        await using var gateway = await StartAsync(null, images, ("openai", provider), ("second", second));

        using var response = await gateway.PostAsync(Generations, """{"model":"openai/gpt-image-2","prompt":"a fox","fallbacks":["second/gpt-image-2"]}""");

        Assert.That((await response.JsonAsync())["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 413 invalid_request_error free", "second 200 - billed" }));
        Assert.That(provider.Requests, Is.Empty);
    }

    [Test]
    public async Task Generate_BodyArrivesTooSlowly_Is408()
    {
        await using var provider = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await StartAsync(
            null,
            null,
            new() { ["openai"] = ProxyJson.Cluster("openai", provider.Address) },
            // Kestrel measures with a clock of its own; its shortest grace is just above a second.
            builder => builder.WebHost.ConfigureKestrel(
                options => options.Limits.MinRequestBodyDataRate = new MinDataRate(1_000_000, TimeSpan.FromSeconds(1.1))));
        using var socket = await ConnectAsync(gateway);

        await SendAsync(socket, "Content-Length: 500\r\n\r\n{\"model\"");

        await AssertEnvelopeAsync(socket, 408, "request_timeout");
        Assert.That(provider.Requests, Is.Empty);
    }

    private static async Task<Socket> ConnectAsync(GatewayHost gateway)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", gateway.Address.Port);
        await SendAsync(socket, $"POST {Generations} HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n");
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text) => await socket.SendAsync(Encoding.ASCII.GetBytes(text));

    private static async Task AssertEnvelopeAsync(Socket socket, int status, string code)
    {
        var text = "";
        var buffer = new byte[16 * 1024];
        while (!text.EndsWith('}'))
        {
            var read = await socket.ReceiveAsync(buffer).WaitAsync(Patience.Long);
            Assert.That(read, Is.Positive, $"the connection ended after: {text}");
            text += Encoding.UTF8.GetString(buffer, 0, read);
        }
        Assert.That(text, Does.StartWith($"HTTP/1.1 {status} "));
        var envelope = JsonNode.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..])!;
        Assert.Multiple(() =>
        {
            Assert.That((string?)envelope["error"]!["type"], Is.EqualTo("invalid_request_error"));
            Assert.That((string?)envelope["error"]!["code"], Is.EqualTo(code));
            Assert.That((int)envelope["status_code"]!, Is.EqualTo(status));
            Assert.That((string?)envelope["event_id"], Is.Not.Empty);
        });
    }
}
