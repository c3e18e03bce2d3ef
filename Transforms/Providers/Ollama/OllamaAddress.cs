namespace Iris.Transforms.Providers.Ollama;

/// <summary>The server's two interfaces lie beside each other: whichever of them the destination's address names, both are found.</summary>
internal static class OllamaAddress
{
    /// <summary>The OpenAI-compatible route.</summary>
    public static Uri Images(Uri address) => new($"{Root(address)}/v1/images/generations");

    /// <summary>The native route.</summary>
    public static Uri Generate(Uri address) => new($"{Root(address)}/api/generate");

    // The server's root, …/v1 or …/api; what stands before is a proxy's own path.
    private static string Root(Uri address)
    {
        var path = address.AbsolutePath.TrimEnd('/');
        foreach (var suffix in (ReadOnlySpan<string>)["/v1", "/api"])
        {
            if (path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                path = path[..^suffix.Length];
                break;
            }
        }
        return address.GetLeftPart(UriPartial.Authority) + path;
    }
}
