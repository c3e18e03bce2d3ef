using Iris.Gateway.Tests.Providers;
using Iris.Gateway.Tests.Unit.Transforms.Codecs;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>
/// The promise: every provider that draws has fixtures in the one layout of <c>Fixtures/README.md</c>, and no file lies there untested.
/// </summary>
internal sealed class FixtureTests
{
    // Test vectors that are no provider's.
    private static readonly string[] Others = ["aws-sigv4"];

    private static IEnumerable<string> Drawing =>
        ProviderCatalog.All.Providers.Where(provider => provider.Draws).Select(provider => provider.Name).Order(StringComparer.Ordinal);

    [Test]
    public void Folders_OfFixtures_AreTheProvidersThatDraw() =>
        Assert.That(CodecFixture.Folders("").Except(Others), Is.EquivalentTo(Drawing));

    [TestCaseSource(nameof(Drawing))]
    public void Folder_OfAProvider_HasRequestsErrorsAndAnswersOrLegs(string provider)
    {
        Assert.That(CodecFixture.Folders(provider), Is.SubsetOf(FixtureCase.Kinds));
        Assert.That(FixtureCase.Of(provider, "requests"), Is.Not.Empty, "requests");
        Assert.That(FixtureCase.Of(provider, "errors"), Is.Not.Empty, "errors");
        Assert.That(FixtureCase.Of(provider, "answers").Concat(FixtureCase.Of(provider, "legs")), Is.Not.Empty, "answers or legs");
    }

    [TestCaseSource(nameof(Drawing))]
    public void Files_OfAProvider_AreEachOfACaseAndEachCaseHasItsName(string provider)
    {
        var cases = FixtureCase.Kinds.SelectMany(kind => FixtureCase.Of(provider, kind)).ToList();
        var files = FixtureCase.Kinds.SelectMany(kind => CodecFixture.Files($"{provider}/{kind}").Select(file => $"{provider}/{kind}/{file}"));

        Assert.That(files, Is.EquivalentTo(cases.SelectMany(fixture => fixture.Paths).Distinct()));
        Assert.That(cases.Select(fixture => fixture.ToString()), Is.Unique);
    }
}
