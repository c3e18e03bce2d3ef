using System.Buffers;
using System.Text.Json;

namespace Iris.Transforms.Dialects.OpenAI;

/// <summary>Questions about a JSON value that the reader stands on.</summary>
internal static class JsonValues
{
    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r\n"u8);

    /// <summary>Whether the value is a string without a character that is not white space.</summary>
    public static bool IsBlank(in Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
            return false;
        return reader.HasValueSequence || reader.ValueIsEscaped
            ? string.IsNullOrWhiteSpace(reader.GetString())
            : !reader.ValueSpan.ContainsAnyExcept(White);
    }

    /// <summary>Whether a body holds nothing but white space.</summary>
    public static bool IsBlank(in ReadOnlySequence<byte> body)
    {
        foreach (var segment in body)
        {
            if (segment.Span.ContainsAnyExcept(White))
                return false;
        }
        return true;
    }

    /// <summary>Whether the value, a number, is written without fraction and exponent.</summary>
    public static bool IsInteger(in Utf8JsonReader reader)
    {
        foreach (var b in reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan)
        {
            if (b is (byte)'.' or (byte)'e' or (byte)'E')
                return false;
        }
        return true;
    }
}
