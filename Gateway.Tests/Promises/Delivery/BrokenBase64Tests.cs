using System.Net;
using System.Text;
using Iris.Gateway.Tests.Hosting;
using NUnit.Framework;
using static Iris.Gateway.Tests.Hosting.TestGateway;

namespace Iris.Gateway.Tests.Promises.Delivery;

/// <summary>A provider's base64 that is none is never a success: another target serves, or the client is told.</summary>
internal sealed class BrokenBase64Tests : AnswerFixture
{
    private static readonly string[] Broken = ["iVBORw0KGgo!AAAA", "iVBORw0KGgoAA", "iVBORw==KGgoAAAA", "not a picture at all"];

    [Test]
    public async Task Generate_PlainAnswer_IsAnEnvelope(
        [ValueSource(typeof(AnswerFixture), nameof(Models))] string model, [ValueSource(nameof(Broken))] string base64)
    {
        Serve($$"""{"created":1,"data":[{"b64_json":"{{base64}}"}]}""");
        using var response = await AskAsync(model, "\"response_format\":\"b64_json\"");
        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("not_a_picture"), envelope.ToJsonString());
    }

    [Test]
    public async Task Generate_Events_AreAnEnvelope(
        [ValueSource(typeof(AnswerFixture), nameof(StreamingModels))] string model, [ValueSource(nameof(Broken))] string base64)
    {
        ServeEvents(Events("").Replace(RawAnswer.Pixel, base64, StringComparison.Ordinal));
        using var response = await AskAsync(model, "\"stream\":true");
        var envelope = await response.EnvelopeAsync(HttpStatusCode.BadGateway);
        Assert.That((string?)envelope["error"]!["code"], Is.EqualTo("not_a_picture"), envelope.ToJsonString());
    }

    [Test]
    public async Task Generate_AnotherTargetIsLeft_ItServes()
    {
        await using var bad = RawProvider.Start(connection => connection.SendAsync(RawAnswer.Whole(200, """{"data":[{"b64_json":"iVBORw0KGgo!"}]}""")));
        await using var good = RawProvider.Start(RawAnswer.PictureAsync);
        await using var gateway = await TestGateway.StartAsync(null, null, ("openai", bad), ("second", good));

        using var response = await gateway.PostAsync(Generations, """{"model":"openai/gpt-image-2","prompt":"a fox","fallbacks":["second/gpt-image-2"]}""");

        var answer = await response.JsonAsync();
        Assert.That((string?)answer["data"]![0]!["b64_json"], Is.EqualTo(RawAnswer.Pixel));
        Assert.That(answer["extra_fields"]!.Trail(), Is.EqualTo(new[] { "openai 502 provider_response_invalid billed", "second 200 - billed" }));
    }

    // Far more than is read at a time: its beginning is on its way when its end turns out to be none.
    [TestCase("!")]
    [TestCase("=A")]
    [TestCase("A")]
    public async Task Generate_BreaksBehindACommittedBeginning_IsNoWholeAnswer(string end)
    {
        var picture = $"iVBORw0KGgoA{new string('A', 400_000)}{end}";
        Serve($$"""{"created":1,"data":[{"b64_json":"{{picture}}"}]}""");
        Assert.That(
            async () =>
            {
                using var response = await AskAsync("openai/sd");
                return await response.Content.ReadAsStringAsync();
            },
            Throws.InstanceOf<HttpRequestException>().Or.InstanceOf<IOException>());

        ServeEvents(Events("").Replace(RawAnswer.Pixel, picture, StringComparison.Ordinal));
        using var events = await AskAsync("openai/sd", "\"stream\":true");
        var text = Encoding.UTF8.GetString(await events.Content.ReadAsByteArrayAsync());
        Assert.That(text, Does.Contain("event: error").And.Contain("\"code\":\"not_a_picture\""));
        Assert.That(text, Does.Not.Contain("[DONE]").And.Not.Contain("\"usage\""));
    }
}
