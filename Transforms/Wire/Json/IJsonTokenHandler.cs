namespace Iris.Transforms.Wire.Json;

/// <summary>
/// Receives the tokens of one JSON document in order. Every span is valid only during the call.
/// Raw text is the text between the quotes, still escaped. Its escapes are well-formed; its UTF-8 is not checked.
/// </summary>
internal interface IJsonTokenHandler
{
    /// <summary>An object begins.</summary>
    void StartObject();

    /// <summary>The innermost open object ends.</summary>
    void EndObject();

    /// <summary>An array begins.</summary>
    void StartArray();

    /// <summary>The innermost open array ends.</summary>
    void EndArray();

    /// <summary>A whole property name.</summary>
    void Name(ReadOnlySpan<byte> raw);

    /// <summary>
    /// A piece of a string value. No escape, surrogate pair of escapes or UTF-8 sequence is divided between two pieces, so that each piece can be
    /// unescaped alone.
    /// </summary>
    /// <param name="raw">The piece; empty only when <paramref name="last"/> is true.</param>
    /// <param name="last">True for the last piece of the value.</param>
    void StringSlice(ReadOnlySpan<byte> raw, bool last);

    /// <summary>A whole number, <c>true</c>, <c>false</c> or <c>null</c>.</summary>
    void Literal(ReadOnlySpan<byte> raw);
}
