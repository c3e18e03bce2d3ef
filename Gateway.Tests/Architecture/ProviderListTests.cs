using System.Text.RegularExpressions;
using Iris.Gateway.Tests.Unit.Gateway.Configuration;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>
/// The promise: the catalog is the list of providers, and every other list follows from it. What a failure names is written by one command
/// (<see cref="DerivedFile"/>): values and models whole; of a table with words of its own, the row that a new provider lacks.
/// </summary>
public sealed partial class ProviderListTests
{
    private static IEnumerable<ImageProvider> Drawing => ProviderCatalog.All.Providers.Where(provider => provider.Draws);

    [Test]
    public void Schema_ImageApis_AreTheCatalogs() => new DerivedFile("proxy.schema.json").HoldsValues("ImageApi", ProviderCatalog.All.Names);

    [Test]
    public void Page_Models_AreTheTables() => new DerivedFile("docs/providers.md").HoldsRows("| provider | models |", _ =>
    [
        .. Drawing.Where(provider => provider.KnownModels.Any())
            .Select(provider => $"| `{provider.Name}` | {string.Join(", ", provider.KnownModels.Select(model => Named(provider, model)))} |"),
    ]);

    [Test]
    public void Page_EachProvider_HasARow() =>
        new DerivedFile("docs/providers.md").HoldsRows(ProviderPages.Table, rows => Completed(rows, ProviderCatalog.All.Providers, ProviderPages.Row));

    [Test]
    public void Contract_EachProvider_HasARow() =>
        new DerivedFile("docs/contract.md").HoldsRows("| page | what is called |", rows => Completed(rows, Drawing, ProviderPages.CallRow));

    [Test]
    public void EditsPage_EachProviderThatEdits_HasARow() => new DerivedFile("docs/edits.md").HoldsRows(
        "| provider | pictures | mask |",
        rows => [.. Completed(rows, Drawing.Where(provider => provider.Serves.HasFlag(ImageOperations.Edit)), ProviderPages.EditRow).Select(WithStream)]);

    [Test]
    public void Pages_EachProviderThatDraws_HasOneOfItsOwn() => Assert.Multiple(() =>
    {
        foreach (var provider in Drawing.Where(provider => !File.Exists(Repository.PathOf(ProviderPages.PathOf(provider)))))
            new DerivedFile(ProviderPages.PathOf(provider)).Holds(ProviderPages.Page(provider));
    });

    [Test]
    public void Page_EachProvider_NamesItsVariables() => Assert.Multiple(() =>
    {
        foreach (var (provider, cells) in Drawing.Select(
            provider => (provider, Rows().FirstOrDefault(cells => NamesIn(cells[0]).Contains(provider.Name)))))
            Assert.That(cells is null ? [] : Quoted().Matches(cells[1]).Select(name => name.Groups[1].Value),
                Is.EquivalentTo(ProviderPages.VariablesOf(provider)), provider.Name);
    });

    [Test]
    public void Page_EachRow_IsAProvider() =>
        Assert.That(Rows().SelectMany(cells => Quoted().Matches(cells[0]).Select(name => name.Groups[1].Value)),
            Is.EquivalentTo(ProviderCatalog.All.Names));

    [Test]
    public void ShippedFile_EachProvider_HasACluster() =>
        Assert.That(
            ProviderCatalog.All.Names.Except(ShippedDestination.All.Select(destination => destination.Provider.Name)).Select(name =>
                $"proxy.json: \"{name}\": {{ \"Metadata\": {{ \"ImageApi\": \"{name}\" }}, \"Destinations\": {{ \"main\": {{ \"Address\": \"https://…/\", \"Metadata\": {{ \"ApiKey\": \"env:…\" }} }} }} }}"),
            Is.Empty);

    private static IEnumerable<string[]> Rows() => File.ReadAllLines(Repository.PathOf("docs/providers.md"))
        .SkipWhile(line => !line.StartsWith(ProviderPages.Table, StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]);

    // A row that is there keeps its words. A provider without one gets it behind the provider that the catalog names before.
    private static List<string> Completed(IReadOnlyList<string> written, IEnumerable<ImageProvider> providers, Func<ImageProvider, string> newRow)
    {
        var rows = written.ToList();
        var next = 0;
        foreach (var provider in providers)
        {
            var found = rows.FindIndex(row => NamesIn(row.Split('|')[1]).Contains(provider.Name));
            if (found < 0)
                rows.Insert(found = next, newRow(provider));
            next = found + 1;
        }
        return rows;
    }

    // The last cell of a row of docs/edits.md.
    private static string WithStream(string row)
    {
        var names = NamesIn(row.Split('|')[1]).ToHashSet();
        var editing = Drawing.Where(provider => names.Contains(provider.Name)).SelectMany(provider => provider.Models).Where(model => model.Edits is not null);
        return $"{row[..(row[..^1].LastIndexOf('|') + 1)]} {ProviderPages.Stream([.. editing])}".TrimEnd() + " |";
    }

    private static string Named(ImageProvider provider, string model) =>
        provider.CapabilitiesOf(model).Retired is { } retired ? $"`{model}` (until {retired.On:yyyy-MM-dd})" : $"`{model}`";

    private static IEnumerable<string> NamesIn(string cell) => Name().Matches(cell).Select(match => match.Value);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex("[a-z][a-z0-9-]*")]
    private static partial Regex Name();
}
