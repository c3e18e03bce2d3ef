using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Xai;

/// <summary>The promise: xAI is asked in its own words, or the answer says what was not.</summary>
internal sealed class XaiRequestTests
{
    [TestCase("1024x1024", "1:1", "1k")]
    [TestCase("1536x1024", "3:2", "1k")]
    [TestCase("1024x1536", "2:3", "1k")]
    [TestCase("1792x1024", "16:9", "1k")]
    [TestCase("1024x1792", "9:16", "1k")]
    [TestCase("2048x2048", "1:1", "2k")]
    [TestCase("4096x4096", "1:1", "2k")]
    [TestCase("3840x2160", "16:9", "2k")]
    [TestCase("256x256", "1:1", "1k")]
    [TestCase("1170x2532", "9:19.5", "2k")]
    [TestCase("900x2000", "9:20", "1k")]
    [TestCase("5000x100", "20:9", "1k")]
    public void Size_Pixels_BecomeTheNearestRatioAndATier(string size, string ratio, string tier)
    {
        var call = CodecCall.Create("xai", "grok-imagine-image", $"\"size\":\"{size}\"");
        var body = call.Json().AsObject();
        Assert.Multiple(() =>
        {
            Assert.That(((string?)body["aspect_ratio"], (string?)body["resolution"]), Is.EqualTo((ratio, tier)));
            Assert.That(body.ContainsKey("size"), Is.False, "it is refused");
            Assert.That(call.Context.Converted.Single() is { Param: "size", Asked: var asked, Sent: var sent } && asked == size && sent == $"{ratio} {tier}");
        });
    }

    [TestCase("grok-2-image", false)]
    [TestCase("Grok-2-Image-1212", false)]
    [TestCase("grok-imagine-image", true)]
    [TestCase("grok-imagine-image-2.0", true)]
    [TestCase("some-model-to-come", true)]
    public void Capabilities_OfModel_SayWhetherItHasShapes(string model, bool hasShapes)
    {
        var capabilities = ProviderCatalog.All["xai"].CapabilitiesOf(model);
        Assert.That((capabilities.MaxImages, capabilities.GivesUrl, capabilities.Streams), Is.EqualTo((10, true, false)));
        Assert.That(capabilities.Accepts.HasFlag(Iris.Transforms.Requests.ImageParameters.Size), Is.EqualTo(hasShapes));
    }

    [Test]
    public void Provider_InTelemetry_HasTheNameOfTheConvention() => Assert.That(ProviderCatalog.All["xai"].TelemetryName, Is.EqualTo("x_ai"));
}
