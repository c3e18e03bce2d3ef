using System.Text.Json;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Answers;

/// <summary>The counts of an OpenAI <c>usage</c> object (docs/contract.md, section 4.3), for telemetry and for the cost.</summary>
/// <param name="InputTokens">0 when absent.</param>
/// <param name="OutputTokens">0 when absent.</param>
public sealed record TokenUsage(long InputTokens, long OutputTokens)
{
    /// <summary>The part of the input that is pictures; 0 when absent.</summary>
    internal long InputImages { get; init; }
    /// <summary>The part of the input that the provider had in its cache; 0 when absent.</summary>
    internal long Cached { get; init; }
    /// <summary>The part of <see cref="Cached"/> that is pictures; null when the provider does not divide it.</summary>
    internal long? CachedImages { get; init; }
    /// <summary>The part of the output that is pictures; null when the provider does not divide its output.</summary>
    internal long? OutputImages { get; init; }

    /// <summary>Whether there are any tokens: a provider that counts only money says nothing about tokens.</summary>
    public bool HasTokens => InputTokens > 0 || OutputTokens > 0;

    /// <summary>Reads a raw <c>usage</c> object; null for anything else. A count that is no whole number, or below zero, is absent.</summary>
    public static TokenUsage? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        long input = 0, output = 0;
        var (inputDetails, outputDetails) = (default(Details), default(Details));
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // ValueTextEquals throws at half a surrogate pair, which a provider may send.
            var name = reader.ValueSpan;
            var isInput = JsonText.Equals(name, "input_tokens"u8);
            var isOutput = JsonText.Equals(name, "output_tokens"u8);
            var isInputDetails = JsonText.Equals(name, "input_tokens_details"u8);
            var isOutputDetails = JsonText.Equals(name, "output_tokens_details"u8);
            reader.Read();
            if (isInputDetails)
                inputDetails = Details.Read(ref reader);
            else if (isOutputDetails)
                outputDetails = Details.Read(ref reader);
            else if (isInput)
                input = Count(reader) ?? input;
            else if (isOutput)
                output = Count(reader) ?? output;
            reader.Skip();
        }
        return new TokenUsage(input, output)
        {
            InputImages = inputDetails.Images ?? 0,
            Cached = inputDetails.Cached ?? 0,
            CachedImages = inputDetails.CachedImages,
            OutputImages = outputDetails.Images,
        };
    }

    /// <summary>The sum; a part that one of the two does not divide is not divided.</summary>
    internal static TokenUsage? Add(TokenUsage? one, TokenUsage? other) => one is null || other is null
        ? one ?? other
        : new TokenUsage(one.InputTokens + other.InputTokens, one.OutputTokens + other.OutputTokens)
        {
            InputImages = one.InputImages + other.InputImages,
            Cached = one.Cached + other.Cached,
            CachedImages = one.CachedImages + other.CachedImages,
            OutputImages = one.OutputImages + other.OutputImages,
        };

    private static long? Count(in Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var count) && count >= 0 ? count : null;

    /// <summary>The parts of a sum.</summary>
    private struct Details
    {
        public long? Images { get; private set; }
        public long? Cached { get; private set; }
        internal long? CachedImages { get; private set; }

        /// <summary>Reads the object that the reader is at, up to its end; nothing when it is at another value.</summary>
        public static Details Read(ref Utf8JsonReader reader)
        {
            var details = new Details();
            if (reader.TokenType != JsonTokenType.StartObject)
                return details;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.ValueSpan;
                var isImages = JsonText.Equals(name, "image_tokens"u8);
                var isCached = JsonText.Equals(name, "cached_tokens"u8);
                var isCachedDetails = JsonText.Equals(name, "cached_tokens_details"u8);
                reader.Read();
                if (isCachedDetails)
                    details.CachedImages = Read(ref reader).Images ?? details.CachedImages;
                else if (isImages)
                    details.Images = Count(reader) ?? details.Images;
                else if (isCached)
                    details.Cached = Count(reader) ?? details.Cached;
                reader.Skip();
            }
            return details;
        }
    }
}
