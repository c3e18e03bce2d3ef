using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Mistral;

/// <summary>The promise: a conversation with the image tool is asked for, and what the tool cannot take is reported.</summary>
internal sealed class MistralRequestTests
{
    private const string Model = "mistral-medium-latest";

    [TestCase("https://api.mistral.ai/", "https://api.mistral.ai/v1/conversations")]
    [TestCase("https://api.mistral.ai", "https://api.mistral.ai/v1/conversations")]
    [TestCase("https://api.mistral.ai/v1/", "https://api.mistral.ai/v1/conversations")]
    [TestCase("http://proxy.test/mistral/v1", "http://proxy.test/mistral/v1/conversations")]
    public void CreateRequest_Address_LeadsToConversations(string address, string uri) =>
        Assert.That(Call.Create("mistral", Call.Of("mistral", Model, address: address)).Uri.AbsoluteUri, Is.EqualTo(uri));

    [TestCase("", "application/json")]
    [TestCase("\"stream\":true", "text/event-stream")]
    public void CreateRequest_Form_IsAskedForAsTheClientStreams(string members, string accept) =>
        Assert.That(CodecCall.Create("mistral", Model, members).Request().Accept, Is.EqualTo(accept));

    [Test]
    public void Capabilities_AnyModel_GivesOnePictureAsBase64()
    {
        var provider = ProviderCatalog.All["mistral"];
        var row = provider.CapabilitiesOf("ministral-8b");
        Assert.That((row.MaxImages, row.GivesUrl, row.Streams, provider.TelemetryName), Is.EqualTo((1, false, true, "mistral_ai")));
    }
}
