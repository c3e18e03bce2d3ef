using System.Buffers;
using System.Text.Json;
using Iris.Transforms.Wire.Json;

namespace Iris.Transforms.Providers.Xai;

/// <summary>
/// xAI's <c>usage</c> is <c>{"cost_in_usd_ticks": …}</c>. OpenAI's schema requires token counts in every usage: missing counts are added as zero
/// (docs/providers/xai.md, "Answer"), and the cost stays beside them.
/// </summary>
internal static class XaiUsage
{
    private static readonly string[] Counts = ["input_tokens", "output_tokens", "total_tokens"];

    /// <summary>Adds the missing members to a usage object; returns anything else unchanged.</summary>
    public static ReadOnlySpan<byte> Complete(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
            return json;
        var told = Names(json);
        var output = new ArrayBufferWriter<byte>(json.Length + 160);
        // Copies the object without its closing brace, so that its members stay unchanged.
        output.Write(json[..^1]);
        foreach (var name in Counts)
            Add(output, told, name, "0"u8);
        Add(output, told, "input_tokens_details", """{"text_tokens":0,"image_tokens":0}"""u8);
        output.Write("}"u8);
        return output.WrittenSpan;
    }

    private static void Add(ArrayBufferWriter<byte> output, HashSet<string> told, string name, ReadOnlySpan<byte> value)
    {
        if (!told.Add(name))
            return;
        if (output.WrittenCount > 1)
            output.Write(","u8);
        JsonText.WriteString(output, name);
        output.Write(":"u8);
        output.Write(value);
    }

    private static HashSet<string> Names(ReadOnlySpan<byte> json)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(JsonText.Unescape(reader.ValueSpan));
            reader.Read();
            reader.Skip();
        }
        return names;
    }
}
