namespace Iris.Transforms.Wire.Json;

/// <summary>
/// The bytes are not valid JSON. The message says what is wrong and where. It never quotes the document, which may hold a prompt, a picture or a
/// key.
/// </summary>
public sealed class JsonFormatException : FormatException
{
    /// <summary>Creates the exception; <paramref name="what"/> must not contain text of the document.</summary>
    public JsonFormatException(string what, long offset)
        : base($"Not valid JSON at byte {offset}: {what}.") => Offset = offset;

    /// <summary>The offending byte, counted from zero at the start of the document.</summary>
    public long Offset { get; }
}
