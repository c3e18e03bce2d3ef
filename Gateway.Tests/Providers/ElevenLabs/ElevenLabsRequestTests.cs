using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.ElevenLabs;

/// <summary>The promise: each model is sent what its schema has and nothing else, or the answer says what was not.</summary>
internal sealed class ElevenLabsRequestTests
{
    [TestCase("https://api.elevenlabs.io/", "https://api.elevenlabs.io/v1/flows/image")]
    [TestCase("https://api.eu.residency.elevenlabs.io/v1/", "https://api.eu.residency.elevenlabs.io/v1/flows/image")]
    public void CreateRequest_Base_HasItsVersionOnce(string address, string expected)
    {
        var request = Call.Create("elevenlabs", Call.Of("elevenlabs", "gpt-image-2", address: address));
        Assert.That((request.Method, request.Uri.AbsoluteUri), Is.EqualTo(("POST", expected)));
    }

    [TestCase("gpt-image-2.5-sunburst")]
    [TestCase("gemini-3-pro-image")]
    [TestCase("whatever-comes")]
    public void Capabilities_EveryModel_GivesOnePictureByAddressAndNoEvents(string model)
    {
        var capabilities = ProviderCatalog.All["elevenlabs"].CapabilitiesOf(model);
        Assert.That((capabilities.MaxImages, capabilities.GivesUrl, capabilities.Streams), Is.EqualTo((1, true, false)));
    }

    [Test]
    public void Provider_Key_StandsBareInItsHeader()
    {
        var provider = ProviderCatalog.All["elevenlabs"];
        Assert.That((provider.Key.Header, provider.Key.Prefix, provider.TelemetryName), Is.EqualTo(("xi-api-key", "", "elevenlabs")));
    }

    [Test]
    public void KnownModels_Each_HasARowOfItsOwn()
    {
        var provider = ProviderCatalog.All["elevenlabs"];
        Assert.That(provider.KnownModels.Select(model => provider.CapabilitiesOf(model).Models), Has.None.EqualTo("*"));
    }
}
