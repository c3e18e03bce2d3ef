using System.Text;
using Iris.Transforms.Wire.Json;

namespace Iris.Gateway.Tests.Unit.Transforms.Wire.Json;

/// <summary>Writes tokens down one a line, string slices joined.</summary>
internal sealed class TokenRecorder : IJsonTokenHandler
{
    private readonly StringBuilder _raw = new();
    private readonly StringBuilder _unescaped = new();

    public List<string> Tokens { get; } = [];

    /// <summary>Slices unescaped one by one: equal to the whole value unescaped only if no slice tears a unit apart.</summary>
    public List<string> Texts { get; } = [];

    public int EmptyPieces { get; private set; }

    public void StartObject() => Tokens.Add("{");

    public void EndObject() => Tokens.Add("}");

    public void StartArray() => Tokens.Add("[");

    public void EndArray() => Tokens.Add("]");

    public void Name(ReadOnlySpan<byte> raw) => Tokens.Add("name " + Splits.Latin(raw));

    public void Literal(ReadOnlySpan<byte> raw) => Tokens.Add("literal " + Splits.Latin(raw));

    public void StringSlice(ReadOnlySpan<byte> raw, bool last)
    {
        if (raw.IsEmpty && !last)
            EmptyPieces++;
        _raw.Append(Splits.Latin(raw));
        _unescaped.Append(JsonText.Unescape(raw));
        if (!last)
            return;
        Tokens.Add("string " + _raw);
        Texts.Add(_unescaped.ToString());
        _raw.Clear();
        _unescaped.Clear();
    }

    public override string ToString() => string.Join('\n', Tokens);
}
