using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Providers.OpenRouter;

/// <summary>What a client gets of OpenRouter's answers.</summary>
public sealed class OpenRouterGatewayAnswerTests : OpenRouterFixture
{
    private const string Completed = "image_generation.completed";

    [TestCase(Image, "images.json", 1748372400, 6, 4175)]
    [TestCase(Chat, "chat.json", 1763800000, 6, 1290)]
    public async Task Generate_PlainAnswer_IsTheContracts(string model, string fixture, long created, int input, int output)
    {
        Provider.Answer("openrouter/answers/" + fixture);
        using var response = await GenerateAsync(model);

        var answer = await ReadAsync(response);
        Assert.Multiple(() =>
        {
            Assert.That((string?)answer["data"]!.AsArray().Single()!["b64_json"], Does.StartWith("iVBORw0KGgo").And.EndsWith("SuQmCC"));
            Assert.That((long)answer["created"]!, Is.EqualTo(created));
            Assert.That((string?)answer["output_format"], Is.EqualTo("png"));
            Assert.That((string?)answer["size"], Is.EqualTo("1x1"));
            Assert.That((int)answer["usage"]!["input_tokens"]!, Is.EqualTo(input));
            Assert.That((int)answer["usage"]!["output_tokens"]!, Is.EqualTo(output));
            Assert.That(answer["usage"]!["cost"], Is.Not.Null);
            Assert.That(Warnings(answer), Is.Empty);
        });
    }

    [Test]
    public async Task Generate_UrlWanted_IsAnsweredWithBase64AndAWarning()
    {
        Provider.Answer("openrouter/answers/images.json");
        using var response = await GenerateAsync(Image, "\"response_format\":\"url\"");

        var answer = await ReadAsync(response);
        Assert.That((string?)answer["data"]![0]!["b64_json"], Is.Not.Empty);
        Assert.That(Warnings(answer), Is.EqualTo(new[] { "response_format_mismatch" }));
        Assert.That(Provider.Json.ContainsKey("response_format"), Is.False);
    }

    [TestCase(Image, "images-stream.sse", new[] { "image_generation.partial_image", Completed }, 4175)]
    [TestCase(Image, "images.json", new[] { Completed }, 4175)]
    [TestCase(Chat, "chat-stream.sse", new[] { Completed }, 1290)]
    [TestCase(Chat, "chat.json", new[] { Completed }, 1290)]
    public async Task Stream_EventsOrPlainAnswer_GivesTheContractsEvents(string model, string fixture, string[] types, int output)
    {
        Provider.Answer("openrouter/answers/" + fixture);
        using var response = await GenerateAsync(model, "\"stream\":true");

        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/event-stream"));
        var events = await ServerSentEvents.ReadAllAsync(response);
        var last = events[^1].Json;
        Assert.Multiple(() =>
        {
            Assert.That(events.Select(e => e.Name), Is.EqualTo(types));
            Assert.That((string?)last["b64_json"], Does.StartWith("iVBORw0KGgo"));
            Assert.That(last.ContainsKey("created"), Is.False);
            Assert.That((long)last["created_at"]!, Is.AnyOf(1748372400L, 1763800000L));
            Assert.That((string?)last["output_format"], Is.EqualTo("png"));
            Assert.That((int)last["usage"]!["output_tokens"]!, Is.EqualTo(output));
            Assert.That((bool)Provider.Json["stream"]!, Is.True);
        });
    }

    [Test]
    public async Task Generate_ChatAnswersWithAnAddress_IsFetchedFromTheOwnHost()
    {
        var picture = Convert.FromBase64String(RawAnswer.Pixel);
        RawProvider? itself = null;
        await using var provider = itself = RawProvider.Start(
            connection => connection.SendAsync(RawAnswer.Whole(
                200, $$"""{"choices":[{"finish_reason":"stop","message":{"images":[{"image_url":{"url":"http://127.0.0.1:{{itself!.Port}}/files/x.png"} }]} }]}""")),
            async connection =>
            {
                await connection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: {picture.Length}\r\n\r\n");
                await connection.SendAsync(picture);
            });
        await using var gateway = await TestGateway.StartAsync(null, null, new JsonObject { ["openrouter"] = ProxyJson.Cluster("openrouter", provider.Address) });

        using var response = await gateway.PostAsync(Generations, Ask(Chat));

        var answer = await response.JsonAsync();
        Assert.That((string?)answer["data"]!.AsArray().Single()!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
        Assert.That(provider.Requests[1].Head, Does.StartWith("GET /files/x.png "));
    }
}
