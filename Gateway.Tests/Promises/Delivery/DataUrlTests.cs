using System.Text.Json.Nodes;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Promises.Delivery;

/// <summary>When a provider sends a data URL instead of base64, the client gets base64 and nothing else.</summary>
public sealed class DataUrlTests : AnswerFixture
{
    [Test]
    public async Task Generate_DataUrlInBase64_IsStripped(
        [ValueSource(typeof(AnswerFixture), nameof(Models))] string model,
        [Values("data:image/png;base64,", @"DATA:image\/png;base64,", "")] string head,
        [Values(false, true)] bool stream)
    {
        Serve($$"""{"created":1,"data":[{"b64_json":"{{head}}{{RawAnswer.Pixel}}"}]}""");
        JsonNode picture = stream
            ? (await EventsAsync(model)).Single()
            : (await PlainAsync(model, "\"response_format\":\"b64_json\""))["data"]!.AsArray().Single()!;
        Assert.That((string?)picture["b64_json"], Is.EqualTo(RawAnswer.Pixel));
    }

    [Test]
    public async Task Generate_StreamEndsAfterOneOfTwoPictures_SaysSoInAnErrorEvent()
    {
        ServeEvents(Events(""));
        var events = await EventsAsync("openai/sd", "\"n\":2");
        Assert.That(events.Select(item => (string?)item["type"]), Is.EqualTo(new[] { "image_generation.completed", "error" }));
        Assert.That(((int?)events[1]["status_code"], (string?)events[1]["error"]!["code"]), Is.EqualTo((502, "fewer_images")));
    }
}
