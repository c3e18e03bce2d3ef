using System.Text.Json;
using Iris.Gateway.Tests.Unit.Transforms.Answers;
using Iris.Transforms.Codecs;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs;

/// <summary>Promise: a model is sent exactly what its row says, and everything else that was asked for is reported.</summary>
public sealed class CapabilitiesTests
{
    private const string Gpt = "n size quality background moderation output_format output_compression partial_images user";
    private const string OpenAIGpt = Gpt + " safety_identifier";
    private const string NewGpt = OpenAIGpt + " complexity frame_count frame_duration_ms svg";
    private const string DallE = "n size quality style response_format user";

    [TestCase("openai", "gpt-image-2", OpenAIGpt, true, false)]
    [TestCase("openai", "gpt-image-2-2026-04-21", OpenAIGpt, true, false)]
    [TestCase("openai", "gpt-image-2.5-flare", OpenAIGpt, true, false)]
    [TestCase("openai", "gpt-image-2.5-sunburst-2026-09-08", OpenAIGpt, true, false)]
    [TestCase("openai", "gpt-image-2.6-flare", NewGpt, true, false)]
    [TestCase("openai", "GPT-Image-2.6-sunburst", NewGpt, true, false)]
    [TestCase("openai", "gpt-image-3", NewGpt, true, false)]
    [TestCase("openai", "GPT-Image-1-mini", OpenAIGpt, true, false)]
    [TestCase("openai", "gpt-image-1", OpenAIGpt, true, false)]
    [TestCase("openai", "gpt-image-1.5-2025-12-16", OpenAIGpt, true, false)]
    [TestCase("openai", "chatgpt-image-latest", OpenAIGpt, true, false)]
    [TestCase("openai", "dall-e-3", DallE, false, true)]
    [TestCase("openai", "dall-e-2", "n size quality response_format user", false, true)]
    [TestCase("openai", "flux-schnell", NewGpt + " style response_format", true, true)]
    [TestCase("azure", "gpt-image-1", Gpt, true, false)]
    [TestCase("azure", "dall-e-3", DallE, false, true)]
    [TestCase("azure", "Dalle3", DallE, false, true)]
    [TestCase("azure", "pictures-of-my-team", Gpt + " style response_format", true, true)]
    [TestCase("sandbox", "painter", Gpt + " safety_identifier seed", true, false)]
    public void Row_OfAModel_DecidesWhatIsSentAndWhatIsReported(string api, string model, string sent, bool streams, bool givesUrl)
    {
        var call = Call.Of(api, model, Call.Everything + ",\"stream\":true");
        Assert.That((call.Capabilities.Streams, call.Capabilities.GivesUrl, call.Streams), Is.EqualTo((streams, givesUrl, streams)));

        using var body = JsonDocument.Parse(Call.Create(api, call).Body.ToArray());
        var names = body.RootElement.EnumerateObject().Select(member => member.Name).Except(["model", "prompt", "stream"]).ToList();
        Assert.That(names, Is.EquivalentTo(sent.Split(' ')));
        Assert.That(body.RootElement.TryGetProperty("stream", out _), Is.EqualTo(streams));

        var context = Answer.NewContext(new FakeTimeProvider(), call.Request);
        Assert.That(CapabilityCheck.Judge(call, strict: false, context), Is.Null);
        using var asked = JsonDocument.Parse("{" + Call.Everything + "}");
        var expected = asked.RootElement.EnumerateObject().Select(member => member.Name).Except([.. names, "response_format"]).ToList();
        Assert.That(context.Dropped.Select(change => change.Param), Is.EqualTo(expected));
        Assert.That(context.Warnings.Where(warning => warning.Code != "model_retired").Select(warning => (warning.Code, warning.Param)),
            Is.EqualTo(expected.Select(name => ("dropped_parameter", name))));
    }

    [Test]
    public void Covers_PatternAndName_AreToldApart()
    {
        Assert.That(new ModelCapabilities { Models = "dall-e-3", Accepts = default }.Covers("dall-e-3-hd"), Is.False);
        Assert.That(new ModelCapabilities { Models = "gpt-image-*", Accepts = default }.Covers("gpt-image"), Is.False);
        Assert.That(new ModelCapabilities { Models = "*", Accepts = default }.Covers(""), Is.True);
    }
}
