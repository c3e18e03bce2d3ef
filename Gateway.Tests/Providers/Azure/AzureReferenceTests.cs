using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.Azure;

/// <summary>Promise: an address or a file id reaches the surface that takes it, and no other.</summary>
public sealed class AzureReferenceTests
{
    [TestCase("v1", true)]
    [TestCase("preview", true)]
    [TestCase("2025-04-01-preview", false)]
    [TestCase(null, false)]
    public void Row_OfASurface_TakesReferencesWhereTheBodyMayBeJson(string? version, bool takes)
    {
        var settings = new Dictionary<string, string>();
        if (version is not null)
            settings["ApiVersion"] = version;
        foreach (var model in (string[])["gpt-image-2", "gpt-image-1.5", "my-deployment"])
        {
            var edits = ProviderCatalog.All["azure"].CapabilitiesOf(model, settings).Edits!;
            Assert.That((edits.TakesUrl("https://pictures.example/a.png"), edits.TakesFileIds, edits.MediaTypes.Contains("image/webp")), Is.EqualTo((takes, takes, takes)), model);
        }
        Assert.That(ProviderCatalog.All["azure"].CapabilitiesOf("dall-e-3", settings).Edits, Is.Null);
    }
}
