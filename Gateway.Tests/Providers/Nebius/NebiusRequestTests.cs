using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Nebius;

/// <summary>The promise: Nebius is asked in its own words and within its limits, or the answer says what was not.</summary>
internal sealed class NebiusRequestTests
{
    private const string Model = "black-forest-labs/flux-2-dev";

    [TestCase("1024x1024", 1024, 1024, false)]
    [TestCase("64x2048", 64, 2048, false)]
    [TestCase("1000x700", 1000, 700, false)]
    [TestCase("4096x4096", 2048, 2048, true)]
    [TestCase("1024x4096", 512, 2048, true)]
    [TestCase("16x16", 64, 64, true)]
    public void Size_Pixels_StayWithinTheLimits(string size, int width, int height, bool isTold)
    {
        var call = CodecCall.Create("nebius", Model, $"\"size\":\"{size}\"");
        var body = call.Json().AsObject();
        Assert.Multiple(() =>
        {
            Assert.That(((int?)body["width"], (int?)body["height"]), Is.EqualTo((width, height)));
            Assert.That(body.ContainsKey("size"), Is.False);
            Assert.That(call.Context.Converted.Select(change => change.Param), Is.EqualTo(isTold ? new[] { "size" } : []));
        });
    }

    [TestCase("jpeg", "jpg")]
    [TestCase("JPG", "jpg")]
    [TestCase("png", "png")]
    [TestCase("webp", "webp")]
    public void OutputFormat_Known_IsTheExtension(string format, string extension)
    {
        var call = CodecCall.Create("nebius", Model, $"\"output_format\":\"{format}\"");
        Assert.That((string?)call.Json()["response_extension"], Is.EqualTo(extension));
        Assert.That(call.Context.Converted, Is.Empty);
    }

    // A seed of -1 lets the server choose; its neighbours would be fixed ones.
    [TestCase(-1, new long[] { -1, -1, -1 })]
    [TestCase(40, new long[] { 40, 41, 42 })]
    [TestCase(long.MaxValue - 1, new[] { long.MaxValue - 1, long.MaxValue, 0 })]
    [TestCase(long.MaxValue, new[] { long.MaxValue, 0, 1 })]
    public void Split_Seed_VariesUnlessItIsLeftToTheServer(long seed, long[] expected)
    {
        var calls = CodecCall.Create("nebius", Model, $"\"n\":3,\"seed\":{seed}").Call.Split();
        Assert.That(calls.Select(call => call.Request.Seed), Is.EqualTo(expected));
        Assert.That(calls.Select(call => call.Request.N), Is.All.EqualTo(1));
    }

    [Test]
    public void Capabilities_OfAnyModel_GiveOnePictureAndNoEvents()
    {
        var capabilities = ProviderCatalog.All["nebius"].CapabilitiesOf("org/model");
        Assert.That((capabilities.MaxImages, capabilities.GivesUrl, capabilities.Streams), Is.EqualTo((1, true, false)));
    }
}
