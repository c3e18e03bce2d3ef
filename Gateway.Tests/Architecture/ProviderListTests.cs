using System.Text.RegularExpressions;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>The promise: the catalog is the list of providers; what users read names the same ones. A failure says what to write.</summary>
public sealed partial class ProviderListTests
{
    private static readonly string[][] Rows =
    [
        .. File.ReadAllLines(Repository.PathOf("README.md"))
            .SkipWhile(line => !line.StartsWith("| provider | set this |", StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]),
    ];

    [Test]
    public void Readme_EachProvider_HasARowThatNamesItsVariables() => Assert.Multiple(() =>
    {
        foreach (var provider in ProviderCatalog.All.Providers)
        {
            var variables = ShippedDestination.All.Where(destination => destination.Provider == provider).SelectMany(destination => destination.Variables).Distinct().ToArray();
            var row = Rows.FirstOrDefault(cells => Quoted().Matches(cells[0]).Any(name => name.Groups[1].Value == provider.Name));
            var expected = $"README.md, table of providers: | `{provider.Name}` | {string.Join(", ", variables.Select(variable => $"`{variable}`"))} | …";
            Assert.That(row, Is.Not.Null, expected);
            // Those that draw nothing share a row.
            if (row is not null && provider.Draws)
                Assert.That(Quoted().Matches(row[1]).Select(name => name.Groups[1].Value), Is.EquivalentTo(variables), expected);
        }
    });

    [Test]
    public void Readme_EachRow_IsAProvider() =>
        Assert.That(Rows.SelectMany(cells => Quoted().Matches(cells[0]).Select(name => name.Groups[1].Value)), Is.EquivalentTo(ProviderCatalog.All.Names));

    [Test]
    public void Readme_Models_AreTheTables()
    {
        var expected = ProviderCatalog.All.Providers.Where(provider => provider.Draws && provider.KnownModels.Any())
            .Select(provider => $"| `{provider.Name}` | {string.Join(", ", provider.KnownModels.Select(model => Named(provider, model)))} |");
        var written = File.ReadAllLines(Repository.PathOf("README.md"))
            .SkipWhile(line => !line.StartsWith("| provider | models |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'));
        Assert.That(written, Is.EqualTo(expected));
    }

    private static string Named(ImageProvider provider, string model) =>
        provider.CapabilitiesOf(model).Retired is { } retired ? $"`{model}` (until {retired.On:yyyy-MM-dd})" : $"`{model}`";

    [Test]
    public void ShippedFile_EachProvider_HasACluster() =>
        Assert.That(
            ProviderCatalog.All.Names.Except(ShippedDestination.All.Select(destination => destination.Provider.Name)).Select(name =>
                $"proxy.json: \"{name}\": {{ \"Metadata\": {{ \"ImageApi\": \"{name}\" }}, \"Destinations\": {{ \"main\": {{ \"Address\": \"https://…/\", \"Metadata\": {{ \"ApiKey\": \"env:…\" }} }} }} }}"),
            Is.Empty);

    [Test]
    public void Pages_EachProviderThatDraws_HasOneOfItsOwn() =>
        Assert.That(
            ProviderCatalog.All.Providers.Where(provider => provider.Draws && !File.Exists(Repository.PathOf($"docs/providers/{provider.Name}.md")))
                .Select(provider => $"docs/providers/{provider.Name}.md is missing"),
            Is.Empty);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}
