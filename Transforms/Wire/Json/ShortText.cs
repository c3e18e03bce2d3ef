namespace Iris.Transforms.Wire.Json;

/// <summary>Bounds text of a client or a provider before it is repeated in a message.</summary>
internal static class ShortText
{
    // A shorter prompt is an ordinary word that any message may contain.
    private const int LeastPrompt = 8;

    /// <summary>
    /// A model's own text, without the prompt that it may quote: the message of a failure must not hold a prompt.
    /// </summary>
    public static string WithoutPrompt(string text, string prompt, int most)
    {
        prompt = prompt.Trim();
        text = text.Trim();
        return Cut(prompt.Length < LeastPrompt ? text : text.Replace(prompt, "[prompt]", StringComparison.OrdinalIgnoreCase), most);
    }

    /// <summary>
    /// At most <paramref name="most"/> UTF-16 units of <paramref name="text"/>; a cut is marked by an ellipsis and divides no surrogate pair.
    /// </summary>
    public static string Cut(string text, int most = 64)
    {
        if (text.Length <= most)
            return text;
        return text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "…";
    }
}
