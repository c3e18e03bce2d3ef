namespace Iris.Transforms.Providers.Ollama;

/// <summary>The server's two interfaces, found from whichever of them the destination's address names.</summary>
internal static class OllamaAddress
{
    /// <summary>The URI of the OpenAI-compatible route.</summary>
    public static Uri Images(Uri address) => new($"{Root(address)}/v1/images/generations");

    /// <summary>The URI of the OpenAI-compatible route for a request with a picture.</summary>
    public static Uri Edits(Uri address) => new($"{Root(address)}/v1/images/edits");

    /// <summary>The URI of the native route.</summary>
    public static Uri Generate(Uri address) => new($"{Root(address)}/api/generate");

    // The address is the server's root, …/v1 or …/api; anything in front belongs to a proxy.
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
