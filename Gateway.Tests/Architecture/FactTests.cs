using Iris.Transforms;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NUnit.Framework;

namespace Iris.Gateway.Tests.Architecture;

/// <summary>
/// The promise: a provider says every fact about itself; the gateway knows no provider's name or header, and no dialect's words or headers.
/// </summary>
public sealed class FactTests
{
    // Ways to ask, by the names that a route gives them; providers of the same names have no part in it.
    private static readonly string[] NamesRoutes = ["Gateway/Configuration/ImageRoutes.cs", "Gateway/Ingress/IngressRoutes.cs"];

    // Of clients and of every server, not of a provider.
    private static readonly string[] CommonHeaders = ["x-request-id", "x-accel-buffering", "x-content-length", "x-should-retry", "x-gzip", "x-api-key", "x-goog-api-key",
        "x-forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

    // What clients of every API send of credentials and addresses, and what they are told of limits.
    private static readonly string[] OfClients =
        ["Gateway/PassThrough/CredentialHeaders.cs", "Gateway/Access/PresentedKeys.cs", "Gateway/Access/RateLimitHeaders.cs", "Gateway/Jobs/JobHeaders.cs"];

    // The schemes of Google and of AWS are the gateway's: providers only say which one is theirs.
    private const string Schemes = "Gateway/Credentials/";

    [Test]
    public void Gateway_EveryString_IsNoProvidersName() =>
        Assert.That(Texts().Where(text => ProviderCatalog.All.Names.Contains(text.Value) 
            && !NamesRoutes.Contains(text.File) && !text.File.StartsWith(Schemes, StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Gateway_EveryHeader_IsNoProvidersOwn() => Assert.That(
        Texts().Where(text => text.Value.StartsWith("x-", StringComparison.OrdinalIgnoreCase)
            && !CommonHeaders.Contains(text.Value, StringComparer.OrdinalIgnoreCase)
            && !OfClients.Contains(text.File) && !text.File.StartsWith(Schemes, StringComparison.Ordinal)),
        Is.Empty);

    [Test]
    public void Gateway_EveryString_IsNoDialectsWord() => Assert.That(
        Texts().Where(text => text.Value is "text/event-stream"
            || Array.Exists((string[])["event:", "data:", ": "], word => text.Value.StartsWith(word, StringComparison.Ordinal) && text.Value.EndsWith('\n'))),
        Is.Empty);

    [Test]
    public void Gateway_Strings_AreFound() => Assert.That(Texts().Count(), Is.GreaterThan(500));

    private static IEnumerable<(string File, int Line, string Value)> Texts() =>
        from file in SourceTree.Files
        where file.FilePath.StartsWith("Gateway/", StringComparison.Ordinal)
        from token in file.GetRoot().DescendantTokens()
        where token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.Utf8StringLiteralToken)
            || token.IsKind(SyntaxKind.InterpolatedStringTextToken)
        select (file.FilePath, token.GetLocation().GetLineSpan().StartLinePosition.Line + 1, token.ValueText);
}
