using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Ollama;

/// <summary>The promise: each of the server's two routes is asked in its own words, wherever the destination's address points.</summary>
internal sealed class OllamaRequestTests
{
    private const string Model = "x/z-image-turbo";

    [TestCase("http://localhost:11434/", "http://localhost:11434")]
    [TestCase("http://localhost:11434", "http://localhost:11434")]
    [TestCase("http://localhost:11434/v1/", "http://localhost:11434")]
    [TestCase("http://localhost:11434/V1", "http://localhost:11434")]
    [TestCase("http://localhost:11434/api/", "http://localhost:11434")]
    [TestCase("https://proxy.test/ollama", "https://proxy.test/ollama")]
    [TestCase("https://proxy.test/ollama/v1/", "https://proxy.test/ollama")]
    public void CreateRequest_Address_LeadsToBothRoutes(string address, string root)
    {
        var plain = Call.Create("ollama", Call.Of("ollama", Model, address: address));
        var streaming = Call.Create("ollama", Call.Of("ollama", Model, "\"stream\":true", address));
        Assert.That(plain.Uri.AbsoluteUri, Is.EqualTo(root + "/v1/images/generations"));
        Assert.That(streaming.Uri.AbsoluteUri, Is.EqualTo(root + "/api/generate"));
    }

    [TestCase("4096x4096", "4096x4096")]
    [TestCase("1000x999", "1000x999")]
    [TestCase("4097x4096", "4096x4096")]
    [TestCase("2048x8192", "1024x4096")]
    [TestCase("65535x1", "4096x16")]
    public void CreateRequest_Size_StaysWithinTheServersLimit(string asked, string sent) =>
        Assert.That(Call.Body("ollama", Call.Of("ollama", Model, $"\"size\":\"{asked}\"")), Does.Contain($"\"size\":\"{sent}\""));

    [Test]
    public void Capabilities_AnyModel_GivesOnePictureAsBase64()
    {
        var provider = ProviderCatalog.All["ollama"];
        var row = provider.CapabilitiesOf("x/flux2-klein");
        Assert.That((row.MaxImages, row.GivesUrl, row.Streams, provider.TelemetryName), Is.EqualTo((1, false, true, "ollama")));
    }
}
