using Iris.Transforms;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Shapes;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms.Codecs;

/// <summary>Promise: the row of a call is found once, and a changed row reaches the codec as it is.</summary>
public sealed class ProviderRowTests
{
    [TestCase("gemini", "gemini-3-pro-image", "\"1:2\"")]
    [TestCase("elevenlabs", "gemini-3-pro-image", "\"1:2\"")]
    [TestCase("openrouter", "google/gemini-2.5-flash-image-preview", "\"1:2\"")]
    [TestCase("huggingface", "replicate/black-forest-labs/flux-dev", "\"1:2\"")]
    [TestCase("bedrock", "stability.sd3-5-large-v1:0", "\"1:2\"")]
    [TestCase("xai", "grok-imagine-image", "\"1:2\"")]
    public void CreateRequest_RowWithAnotherShape_IsWrittenByIt(string api, string model, string ratio)
    {
        var call = Call.Of(api, model, "\"aspect_ratio\":\"9:16\"");
        Assert.That(Call.Body(api, call), Does.Not.Contain(ratio));
        Shape shape = call.Capabilities.Shape is RatioAndTierShape both ? both with { Ratios = ["1:2"] } : Shape.Ratio(["1:2"]);
        Assert.That(Call.Body(api, With(call, call.Capabilities with { Shape = shape })), Does.Contain(ratio));
    }

    [Test]
    public void CapabilitiesOf_EveryProvider_IsTheRowThatItsCodecTakes()
    {
        foreach (var provider in ProviderCatalog.All.Providers.Where(provider => provider.Draws))
        {
            foreach (var model in provider.KnownModels)
            {
                var call = Call.Of(provider.Name, model);
                var changed = With(call, provider.CapabilitiesOf(model) with { MaxImages = 1 });
                Assert.That(Call.Body(provider.Name, changed), Is.EqualTo(Call.Body(provider.Name, call)), $"{provider.Name}/{model}");
            }
        }
    }

    private static ProviderCall With(ProviderCall call, ModelCapabilities row) => new()
    {
        Request = call.Request,
        Model = call.Model,
        Address = call.Address,
        Settings = call.Settings,
        Capabilities = row,
    };
}
