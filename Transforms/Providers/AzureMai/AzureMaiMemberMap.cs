using System.Globalization;
using System.Text;
using System.Text.Json;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.AzureMai;

/// <summary>Maps the counts of an answer to OpenAI's (docs/providers/azure-mai.md, "Answer"); all else has OpenAI's form.</summary>
internal sealed class AzureMaiMemberMap : AnswerMemberMap
{
    /// <summary>The only one.</summary>
    public static AzureMaiMemberMap Instance { get; } = new();

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> ValueOf(string name, ReadOnlySpan<byte> json) => name == "usage" ? Usage(json) : json;

    private static ReadOnlySpan<byte> Usage(ReadOnlySpan<byte> json)
    {
        var (text, image, output) = (0L, 0L, (long?)null);
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
                continue;
            var member = reader.GetString();
            if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var count) || count < 0)
                continue;
            switch (member)
            {
                case "num_input_text_tokens": text = count; break;
                case "num_input_image_tokens": image = count; break;
                case "num_output_tokens": output = count; break;
            }
        }
        return output is null ? json : Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"input_tokens":{{text + image}},"input_tokens_details":{"text_tokens":{{text}},"image_tokens":{{image}}},"output_tokens":{{output}},"total_tokens":{{text + image + output}}}"""));
    }
}
