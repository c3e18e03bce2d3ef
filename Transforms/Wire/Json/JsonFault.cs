using System.Text.Json;

namespace Iris.Transforms.Wire.Json;

/// <summary>What is wrong with a text that is no JSON.</summary>
internal static class JsonFault
{
    /// <summary>The reason of an exception, as a clause without a full stop and without more of the text than a character.</summary>
    public static string ReasonOf(JsonException exception)
    {
        // The original message would quote the word, which may be a key without its quotation marks.
        if (exception.Message.Contains("invalid JSON literal", StringComparison.Ordinal))
            return "a word without quotation marks that is none of true, false and null";

        // The message ends with advice to a programmer, and with a position in bytes, counted from zero, which the caller gives in another form.
        var reason = exception.Message;
        foreach (var ending in (ReadOnlySpan<string>)[" LineNumber:", " Change the reader options"])
        {
            if (reason.IndexOf(ending, StringComparison.Ordinal) is >= 0 and var end)
                reason = reason[..end];
        }
        return reason.TrimEnd('.');
    }
}
