using Iris.Transforms.Codecs;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.OpenAI;

/// <summary>
/// What OpenAI's models take (docs/providers/openai.md, "Request" and "Models"). The first row that covers a model counts; the
/// last one covers every other name: a compatible server, or a model younger than this table. Correct a row here and
/// nothing else has to change.
/// </summary>
internal static class OpenAIModels
{
    private static readonly ModelCapabilities[] Rows =
    [
        // GPT image models refuse response_format and style ("unknown_parameter") and always give base64.
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
        // Retired at OpenAI, alive behind Azure, resellers and self-hosted servers.
        new() { Models = "dall-e-3", Accepts = N | Size | Quality | Style | ResponseFormat | User, Streams = false, MaxImages = 1, GivesUrl = true },
        new() { Models = "dall-e-2", Accepts = N | Size | Quality | ResponseFormat | User, Streams = false, GivesUrl = true },
        // Unknown: everything OpenAI's schema has; the server judges.
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
