using Iris.Transforms.Codecs;
using static Iris.Transforms.Requests.ImageParameters;

namespace Iris.Transforms.Providers.Sgl;

/// <summary>
/// What an SGLang server takes (docs/providers/sgl.md, "Request"). It serves the one model it was started with, whatever a call names: one
/// row covers all. Correct it here and nothing else has to change.
/// </summary>
internal static class SglModels
{
    /// <summary>
    /// The row. <c>style</c> is in the server's schema and used for nothing, <c>moderation</c> and <c>partial_images</c> are not even read: the
    /// client is told.
    /// </summary>
    public static readonly ModelCapabilities Any = new()
    {
        Models = "*",
        Accepts = N | Size | Quality | Background | OutputFormat | OutputCompression | Seed | NegativePrompt | NumInferenceSteps
            | AspectRatio | Resolution | User,
        Streams = false,
    };
}
