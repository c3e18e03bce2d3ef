using Iris.Transforms.Codecs;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.OpenAI;

/// <summary>
/// What OpenAI's models accept (docs/providers/openai.md, "Request" and "Models"). The first row that covers a model counts. The last row covers
/// every other name: a compatible server's model, or one newer than this table. Correct a row here and nothing else has to change.
/// </summary>
internal static class OpenAIModels
{
    private static readonly ModelCapabilities[] Rows =
    [
        // GPT image models reject response_format and style ("unknown_parameter") and always return base64.
        new()
        {
            Models = "gpt-image-*",
            Accepts = N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | PartialImages | User
                | SafetyIdentifier | Complexity | FrameCount | FrameDurationMs | Svg,
        },
        new()
        {
            Models = "chatgpt-image-*",
            Accepts = N | Size | Quality | Background | Moderation | OutputFormat | OutputCompression | PartialImages | User
                | SafetyIdentifier | Complexity | FrameCount | FrameDurationMs | Svg,
        },
        // OpenAI has retired it; Azure, resellers and self-hosted servers still offer it.
        new() { Models = "dall-e-3", Accepts = N | Size | Quality | Style | ResponseFormat | User, Streams = false, MaxImages = 1, GivesUrl = true },
        new() { Models = "dall-e-2", Accepts = N | Size | Quality | ResponseFormat | User, Streams = false, GivesUrl = true },
        // Unknown models get everything in OpenAI's schema; the server decides.
        new()
        {
            Models = "*",
            Accepts = N | Size | Quality | Style | ResponseFormat | Background | Moderation | OutputFormat | OutputCompression
                | PartialImages | User | SafetyIdentifier | Complexity | FrameCount | FrameDurationMs | Svg,
            GivesUrl = true,
        },
    ];

    /// <summary>The row of a model.</summary>
    public static ModelCapabilities Of(string model) => ModelCapabilities.Of<ModelCapabilities>(Rows, model);
}
