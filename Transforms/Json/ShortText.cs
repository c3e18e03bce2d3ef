namespace Iris.Transforms.Json;

/// <summary>Bounds text of a client or a provider before it is repeated in a message.</summary>
internal static class ShortText
{
    /// <summary>At most <paramref name="most"/> UTF-16 units of <paramref name="text"/>, marked by an ellipsis where it was cut; no surrogate pair is cut in two.</summary>
    public static string Cut(string text, int most = 64)
    {
        if (text.Length <= most)
            return text;
        return text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "…";
    }
}
