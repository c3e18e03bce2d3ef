namespace Iris.Transforms.Wire.Json;

/// <summary>
/// Receives the tokens of one JSON document in order. Every span is valid only during the call.
/// Raw text is what stood between the quotes, still escaped; its escapes are known to be well-formed, its UTF-8 is not checked.
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

    /// <summary>A property name, whole.</summary>
    void Name(ReadOnlySpan<byte> raw);

    /// <summary>
    /// A piece of a string value. No escape, surrogate pair of escapes or UTF-8 sequence is divided between two pieces, so each
    /// can be unescaped by itself.
    /// </summary>
    /// <param name="raw">The piece; empty only when <paramref name="last"/> is true.</param>
    /// <param name="last">True closes the value.</param>
    void StringSlice(ReadOnlySpan<byte> raw, bool last);

    /// <summary>A number, <c>true</c>, <c>false</c> or <c>null</c>, whole.</summary>
    void Literal(ReadOnlySpan<byte> raw);
}
