using Iris.Gateway.Tests.Promises.Embedding;
using Iris.Transforms;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Unit.Transforms;

/// <summary>The catalog: names find providers, an application adds its own, and what a provider says about its settings holds together.</summary>
internal sealed class ProviderCatalogTests
{
    [Test]
    public void With_AProviderMore_KnowsItAndLeavesTheFirstCatalogAlone()
    {
        var sut = ProviderCatalog.All.With(new StampProvider());

        Assert.That(sut.Find("STAMP"), Is.TypeOf<StampProvider>());
        Assert.That(sut.Names, Is.EqualTo(ProviderCatalog.All.Names.Append("stamp")));
        Assert.That(ProviderCatalog.All.Find("stamp"), Is.Null);
    }

    [Test]
    public void With_TheSameName_TakesItsPlace()
    {
        var one = ProviderCatalog.All.With(new StampProvider());
        var other = new StampProvider();

        Assert.That((one.With(other)["stamp"], one.With(other).Providers.Count), Is.EqualTo((other, one.Providers.Count)));
    }

    [Test]
    public void Create_TwoOfOneName_IsRefused() => Assert.That(
        () => new ProviderCatalog([new StampProvider(), new StampProvider()]), Throws.ArgumentException.With.Message.Contains("\"stamp\""));

    [Test]
    public void Settings_OfEachProvider_HaveOneRowEachAndNameOnlyOthersOfItsOwn()
    {
        foreach (var provider in ProviderCatalog.All.Providers)
        {
            var names = provider.Settings.Select(setting => setting.Name).ToArray();
            Assert.That(names, Is.Unique, provider.Name);
            Assert.That(provider.Settings.Select(setting => setting.With).OfType<string>(), Is.SubsetOf(names), provider.Name);
        }
    }

    // A sister's polls carry the key: a pattern may not cover what anybody can rent.
    [Test]
    public void Hosts_SistersOfEachProvider_AreNamesOfItsOwn() => Assert.That(
        ProviderCatalog.All.Providers.SelectMany(provider => provider.Hosts.Sister).Where(host => host.TrimStart('*', '.').Split('.').Length < 2
            || host.Contains("amazonaws", StringComparison.Ordinal) || host.Contains("googleapis", StringComparison.Ordinal)
            || host.Contains("windows.net", StringComparison.Ordinal)),
        Is.Empty);
}
