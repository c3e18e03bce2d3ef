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

        if (ReasonOfEnd(exception.Message) is { } end)
            return end;

        // The message ends with advice to a programmer, and with a position in bytes, counted from zero, which the caller gives in another form.
        var reason = exception.Message;
        foreach (var ending in (ReadOnlySpan<string>)[" LineNumber:", " Change the reader options"])
        {
            if (reason.IndexOf(ending, StringComparison.Ordinal) is >= 0 and var at)
                reason = reason[..at];
        }
        return reason.TrimEnd('.');
    }

    // A text that is cut off is the usual fault of a client's buffer or of a shell's quotation marks.
    private static string? ReasonOfEnd(string message) =>
        message.StartsWith("Expected depth to be zero", StringComparison.Ordinal) ? "it ends inside an object or array, whose closing bracket is missing"
        : message.StartsWith("Expected end of string", StringComparison.Ordinal) ? "it ends inside a string, whose closing quotation mark is missing"
        : message.Contains("reached end of data", StringComparison.Ordinal) ? "it ends where something is still expected"
        : null;
}
