using System.Text.Json;

namespace Iris.Transforms.Answers;

/// <summary>
/// Recognises a <c>usage</c> object that already has the form of OpenAI's, so that it can be passed on as it is. It allocates nothing. An object that
/// it does not recognise is not wrong: <see cref="UsageObject"/> then writes it anew.
/// </summary>
internal static class UsageScan
{
    [Flags]
    private enum Parts
    {
        None = 0,
        Input = 1,
        Output = 2,
        Total = 4,
        InputDetails = 8,
        OutputDetails = 16,
        Text = 32,
        Image = 64,
    }

    private const Parts Required = Parts.Input | Parts.Output | Parts.Total | Parts.InputDetails;

    /// <summary>Whether the value is OpenAI's object, whole numbers and details included, with no other member.</summary>
    public static bool IsOpenAIs(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return false;
        var seen = Parts.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var part = PartOf(reader);
            if (part is Parts.None or Parts.Text or Parts.Image || (seen & part) != 0 || !reader.Read())
                return false;
            seen |= part;
            if (part is Parts.InputDetails or Parts.OutputDetails ? !HasDetails(ref reader) : !IsCount(reader))
                return false;
        }
        return (seen & Required) == Required;
    }

    private static bool HasDetails(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        var seen = Parts.None;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var part = PartOf(reader);
            if (part is not (Parts.Text or Parts.Image) || (seen & part) != 0 || !reader.Read() || !IsCount(reader))
                return false;
            seen |= part;
        }
        return seen == (Parts.Text | Parts.Image);
    }

    // At most 15 digits: such a number is exact everywhere.
    private static bool IsCount(in Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length <= 15 && !reader.ValueSpan.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static Parts PartOf(in Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        if (name.SequenceEqual("input_tokens"u8))
            return Parts.Input;
        if (name.SequenceEqual("output_tokens"u8))
            return Parts.Output;
        if (name.SequenceEqual("total_tokens"u8))
            return Parts.Total;
        if (name.SequenceEqual("input_tokens_details"u8))
            return Parts.InputDetails;
        if (name.SequenceEqual("output_tokens_details"u8))
            return Parts.OutputDetails;
        if (name.SequenceEqual("text_tokens"u8))
            return Parts.Text;
        return name.SequenceEqual("image_tokens"u8) ? Parts.Image : Parts.None;
    }
}
