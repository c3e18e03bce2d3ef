using System.Text.Json;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Answers;

/// <summary>The two sums of an OpenAI <c>usage</c> object, for telemetry.</summary>
/// <param name="InputTokens">0 when absent.</param>
/// <param name="OutputTokens">0 when absent.</param>
public sealed record TokenUsage(long InputTokens, long OutputTokens)
{
    /// <summary>Whether there are any tokens: a provider that counts only money says nothing about tokens.</summary>
    public bool HasTokens => InputTokens > 0 || OutputTokens > 0;

    /// <summary>Reads a raw <c>usage</c> object; null for anything else.</summary>
    public static TokenUsage? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        long input = 0, output = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // ValueTextEquals throws at half a surrogate pair, which a provider may send.
            var isInput = JsonText.Equals(reader.ValueSpan, "input_tokens"u8);
            var isOutput = JsonText.Equals(reader.ValueSpan, "output_tokens"u8);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count))
            {
                input = isInput ? count : input;
                output = isOutput ? count : output;
            }
            reader.Skip();
        }
        return new TokenUsage(input, output);
    }
}
