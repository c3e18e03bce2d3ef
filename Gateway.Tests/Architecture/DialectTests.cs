using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>The promise: what a dialect's answers look like, only the dialect knows; the gateway chooses one and asks it.</summary>
public sealed class DialectTests
{
    private const string OpenAI = "Iris.Transforms.Dialects.OpenAI";

    // The first chooses for image calls, the second for failures of all other requests.
    private static readonly string[] Choosers = ["Gateway/Ingress/IngressRoutes.cs", "Gateway/Envelopes/EnvelopeResponse.cs"];

    [Test]
    public void Gateway_NamesADialect_OnlyWhereOneIsChosen()
    {
        var uses = SourceTree.Uses.Where(use => use.From.StartsWith("Iris.Gateway", StringComparison.Ordinal) && use.To == OpenAI).ToArray();
        Assert.Multiple(() =>
        {
            Assert.That(uses.Select(use => use.File).Distinct(), Is.EquivalentTo(Choosers));
            Assert.That(uses.Select(use => use.Type).Distinct(), Is.EqualTo(new[] { "OpenAIDialect" }));
        });
    }

    [Test]
    public void Gateway_NoText_IsADialectsFraming()
    {
        var texts = SourceTree.Files
            .Where(file => file.FilePath.StartsWith("Gateway/", StringComparison.Ordinal))
            .SelectMany(file => file.GetRoot().DescendantTokens().Where(IsText).Select(token => (file.FilePath, token.ValueText)));
        Assert.That(
            texts.Where(text => text.ValueText.Contains("event-stream", StringComparison.Ordinal)
                || text.ValueText.StartsWith("event:", StringComparison.Ordinal)
                || text.ValueText.StartsWith("data:", StringComparison.Ordinal)
                || text.ValueText.StartsWith(':') && text.ValueText.EndsWith('\n')),
            Is.Empty);
    }

    private static bool IsText(SyntaxToken token) => token.Kind()
        is SyntaxKind.StringLiteralToken or SyntaxKind.Utf8StringLiteralToken or SyntaxKind.InterpolatedStringTextToken;
}
