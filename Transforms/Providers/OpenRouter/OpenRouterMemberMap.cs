using System.Text;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// Maps the images route's members to OpenAI's: a media type in place of the format
/// (docs/providers/openrouter.md, "Answer").
/// </summary>
internal sealed class OpenRouterMemberMap : AnswerMemberMap
{
    private static ReadOnlySpan<byte> Image => "\"image/"u8;

    /// <inheritdoc/>
    public override string NameOf(string name) => name == "media_type" ? "output_format" : name;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> ValueOf(string name, ReadOnlySpan<byte> json) => name switch
    {
        "media_type" => FormatOf(json),
        _ => json,
    };

    // "image/png" → "png", "image/svg+xml" → "svg". A type that is not a picture's is left out: the format then comes from the picture itself.
    private static ReadOnlySpan<byte> FormatOf(ReadOnlySpan<byte> json)
    {
        if (!json.StartsWith(Image) || json.Length > 40)
            return [];
        var type = Encoding.ASCII.GetString(json[Image.Length..^1]).ToLowerInvariant();
        var parameter = type.IndexOfAny(['+', ';']);
        var format = parameter < 0 ? type : type[..parameter];
        if (format.Length == 0 || !format.All(char.IsAsciiLetterOrDigit))
            return [];
        return Encoding.ASCII.GetBytes(format == "jpg" ? "\"jpeg\"" : $"\"{format}\"");
    }
}
