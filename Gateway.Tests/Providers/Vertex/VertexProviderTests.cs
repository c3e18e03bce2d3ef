using Iris.Gateway.Tests.Unit.Transforms.Families.Google;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Vertex;

/// <summary>Promise: project, location and model make the address; without a project it is express mode's.</summary>
public sealed class VertexProviderTests
{
    private const string Regional = "https://us-central1-aiplatform.googleapis.com/v1/";
    private const string Global = "https://aiplatform.googleapis.com/v1/";

    [TestCase(Regional, "p", "europe-west4", "projects/p/locations/europe-west4/publishers/google/models/")]
    [TestCase(Regional, "p", null, "projects/p/locations/us-central1/publishers/google/models/")]
    [TestCase(Global, "p", null, "projects/p/locations/global/publishers/google/models/")]
    [TestCase("https://aiplatform.eu.rep.googleapis.com/v1/", "p", null, "projects/p/locations/eu/publishers/google/models/")]
    [TestCase("http://localhost:9/v1/", "p", null, "projects/p/locations/global/publishers/google/models/")]
    [TestCase(Global, "example.com:p", "global", "projects/example.com%3Ap/locations/global/publishers/google/models/")]
    [TestCase(Global, null, "global", "publishers/google/models/")]
    [TestCase(Global, "", null, "publishers/google/models/")]
    public void Write_Address_NamesProjectAndLocation(string address, string? project, string? location, string path)
    {
        var settings = new Dictionary<string, string>();
        if (project is not null)
            settings["Project"] = project;
        if (location is not null)
            settings["Location"] = location;
        foreach (var (model, method) in new[] { ("gemini-2.5-flash-image", "generateContent"), ("imagen-4.0-generate-001", "predict") })
        {
            using var sut = new GoogleCodec("vertex", GoogleCodec.Ask(model), settings, address);
            Assert.That(sut.Write().Uri.AbsoluteUri, Is.EqualTo($"{address}{path}{model}:{method}"));
        }
    }

    [TestCase("https://aiplatform.googleapis.com", "google/gemini-3-pro-image", "https://aiplatform.googleapis.com/v1/publishers/google/models/gemini-3-pro-image:generateContent")]
    [TestCase("https://aiplatform.googleapis.com/v1beta1/", "publishers/google/models/imagegeneration@006", "https://aiplatform.googleapis.com/v1beta1/publishers/google/models/imagegeneration@006:predict")]
    public void Write_ModelAsGooglesPagesNameIt_IsUnderstood(string address, string model, string uri)
    {
        using var sut = new GoogleCodec("vertex", GoogleCodec.Ask(model), address: address);
        Assert.That(sut.Write().Uri.AbsoluteUri, Is.EqualTo(uri));
    }

    [TestCase("gemini-2.5-flash-image", 1, true)]
    [TestCase("something-new", 1, true)]
    [TestCase("imagen-4.0-generate-001", 4, false)]
    [TestCase("imagen-3.0-fast-generate-001", 4, false)]
    [TestCase("imagegeneration@006", 4, false)]
    public void CapabilitiesOf_Model_AreItsRows(string model, int maxImages, bool streams)
    {
        var row = ProviderCatalog.All["vertex"].CapabilitiesOf(model);
        Assert.That((row.MaxImages, row.Streams, row.GivesUrl), Is.EqualTo((maxImages, streams, false)));
    }

    [Test]
    public void Credential_IsGooglesUnlessAKeyIsGiven()
    {
        var sut = ProviderCatalog.All["vertex"];
        Assert.That((sut.Key, sut.Credential), Is.EqualTo((new KeyPlacement("x-goog-api-key", ""), CredentialKind.Google)));
    }
}
