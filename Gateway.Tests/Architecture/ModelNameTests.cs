using System.Text.RegularExpressions;
using Iris.Transforms;
using Iris.Transforms.Codecs;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>
/// Promise: what a codec knows of a model stands in its provider's table, where <c>Images.Capabilities</c> can correct it. No other source names a
/// model of any table, so that tomorrow's model needs no release.
/// </summary>
public sealed partial class ModelNameTests
{
    // Parts of names, in a table of their own: which field of Replicate's models a client's picture goes into.
    private const string FieldsOfPictures = "Transforms/Providers/HuggingFace/HuggingFacePictures.cs";

    private static readonly string[] Names = [.. NamesOf(ProviderCatalog.All.Names.SelectMany(name => ProviderCatalog.All[name].Models))];

    [Test]
    public void Transforms_EveryStringOutsideTheTables_NamesNoModel() => Assert.That(
        from text in Texts()
        where !IsTable(text.File)
        let named = Names.FirstOrDefault(name => text.Value.Contains(name, StringComparison.OrdinalIgnoreCase))
        where named is not null
        select $"{text.File}:{text.Line}: \"{text.Value}\" names {named}",
        Is.Empty);

    [Test]
    public void Names_AreThoseOfTheTables() => Assert.Multiple(() =>
    {
        Assert.That(Names, Has.Length.GreaterThan(60));
        Assert.That(Names, Has.Member("gpt-image-2").And.Member("gemini-3-pro-image"));
        Assert.That(Texts().Where(text => IsTable(text.File)).Any(text => text.Value.Contains("gpt-image-2", StringComparison.Ordinal)), Is.True);
    });

    // A table of models or of their prices, or the facts that several tables share.
    private static bool IsTable(string file) =>
        Array.Exists((string[])["Models.cs", "Prices.cs", "Facts.cs"], ending => file.EndsWith(ending, StringComparison.Ordinal)) || file == FieldsOfPictures;

    // A pattern such as "gpt-image-*" names what is in front of its asterisk. A bare word or a vendor's name is no model's.
    private static IEnumerable<string> NamesOf(IEnumerable<ModelCapabilities> rows) => rows
        .SelectMany(row => row.Listed.Append(row.Models))
        .Select(name => name.TrimEnd('*').TrimEnd('-', '.', '/'))
        .Where(name => IsModel().IsMatch(name))
        .Distinct(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(?=.*[0-9])(?=.*[a-z]).{6,}$", RegexOptions.IgnoreCase)]
    private static partial Regex IsModel();

    private static IEnumerable<(string File, int Line, string Value)> Texts() =>
        from file in SourceTree.Files
        where file.FilePath.StartsWith("Transforms/", StringComparison.Ordinal)
        from token in file.GetRoot().DescendantTokens()
        where token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.Utf8StringLiteralToken)
            || token.IsKind(SyntaxKind.InterpolatedStringTextToken)
        select (file.FilePath, token.GetLocation().GetLineSpan().StartLinePosition.Line + 1, token.ValueText);
}
