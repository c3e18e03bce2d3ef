using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Providers.TextOnly;

/// <summary>Promise: six providers are known and draw nothing; every other one draws.</summary>
public sealed class TextOnlyProviderTests
{
    private static readonly string[] Names = ["anthropic", "cohere", "groq", "parasail", "perplexity", "cerebras"];

    [TestCase("anthropic", "x-api-key", "")]
    [TestCase("cohere", "Authorization", "Bearer ")]
    [TestCase("groq", "Authorization", "Bearer ")]
    [TestCase("parasail", "Authorization", "Bearer ")]
    [TestCase("perplexity", "Authorization", "Bearer ")]
    [TestCase("cerebras", "Authorization", "Bearer ")]
    public void All_TextOnly_DrawsNothingAndHasAKeysPlace(string name, string header, string prefix)
    {
        var sut = ProviderCatalog.All[name];
        Assert.Multiple(() =>
        {
            Assert.That(sut.Draws, Is.False);
            Assert.That(sut.Name, Is.EqualTo(name));
            Assert.That(sut.TelemetryName, Is.EqualTo(name));
            Assert.That(sut.Key, Is.EqualTo(new KeyPlacement(header, prefix)));
            Assert.That(sut.KnownModels, Is.Empty);
            Assert.That(sut.NeedsKey, Is.True);
            Assert.That(() => sut.CreateRequest(Call.Of("openai", "m")), Throws.TypeOf<NotSupportedException>());
        });
    }

    [Test]
    public void All_TheOthers_Draw() => Assert.That(
        ProviderCatalog.All.Providers.Where(provider => !provider.Draws).Select(provider => provider.Name), Is.EquivalentTo(Names));
}
