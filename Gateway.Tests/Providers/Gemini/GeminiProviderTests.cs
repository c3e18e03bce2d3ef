using Iris.Gateway.Tests.Unit.Transforms.Families.Google;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Gemini;

/// <summary>Promise: each model is called at its own address, with its own limits.</summary>
public sealed class GeminiProviderTests
{
    [TestCase("https://generativelanguage.googleapis.com/v1beta/", "gemini-3.1-flash-lite-image", "", "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.1-flash-lite-image:generateContent")]
    [TestCase("https://generativelanguage.googleapis.com/v1/", "gemini-3.1-flash-lite-image", "", "https://generativelanguage.googleapis.com/v1/models/gemini-3.1-flash-lite-image:generateContent")]
    [TestCase("https://generativelanguage.googleapis.com", "gemini-3.1-flash-lite-image", "", "https://generativelanguage.googleapis.com/v1beta/models/gemini-3.1-flash-lite-image:generateContent")]
    [TestCase("http://localhost:9/base/", "models/gemini-3-pro-image", "\"stream\":true", "http://localhost:9/base/models/gemini-3-pro-image:streamGenerateContent?alt=sse")]
    [TestCase("http://localhost:9", "imagen-4.0-generate-001", "\"stream\":true", "http://localhost:9/v1beta/models/imagen-4.0-generate-001:predict")]
    [TestCase("http://localhost:9", "odd/one?x", "", "http://localhost:9/v1beta/models/odd%2Fone%3Fx:generateContent")]
    public void Write_Address_IsTheModelsMethod(string address, string model, string members, string uri)
    {
        using var sut = new GoogleCodec("gemini", GoogleCodec.Ask(model, members), address: address);
        Assert.That(sut.Write().Uri.AbsoluteUri, Is.EqualTo(uri));
    }

    [TestCase("gemini-2.5-flash-image", 1, true)]
    [TestCase("gemini-3-pro-image-preview", 1, true)]
    [TestCase("GEMINI-3.1-flash-image", 1, true)]
    [TestCase("something-new", 1, true)]
    [TestCase("imagen-4.0-ultra-generate-001", 4, false)]
    [TestCase("imagen-4.0-fast-generate-001", 4, false)]
    [TestCase("imagen-3.0-generate-002", 4, false)]
    [TestCase("models/imagen-9", 4, false)]
    public void CapabilitiesOf_Model_AreItsRows(string model, int maxImages, bool streams)
    {
        var row = ProviderCatalog.All["gemini"].CapabilitiesOf(model);
        Assert.That((row.MaxImages, row.Streams, row.GivesUrl), Is.EqualTo((maxImages, streams, false)));
    }

    [Test]
    public void Key_IsGooglesHeader()
    {
        var sut = ProviderCatalog.All["gemini"];
        Assert.That((sut.Key, sut.Credential), Is.EqualTo((new KeyPlacement("x-goog-api-key", ""), CredentialKind.Key)));
    }

    // The exchange gives each call its own share of n.
    [TestCase("imagen-4.0-generate-001", 3, "\"sampleCount\":3")]
    [TestCase("gemini-3.1-flash-lite-image", 1, "\"responseModalities\":[\"IMAGE\"]}}")]
    public void Write_Count_IsImagensOnly(string model, int n, string expected)
    {
        using var sut = new GoogleCodec("gemini", GoogleCodec.Ask(model, $"\"n\":{n}"));
        Assert.That(sut.WriteBody(), Does.Contain(expected).And.Not.Contain("candidateCount"));
        Assert.That(sut.Changes, Is.Empty);
    }
}
