using Iris.Transforms.Errors;
using Iris.Transforms.OpenAICompatible;

namespace Iris.Transforms.Providers.OpenAI;

/// <summary>Reads OpenAI's failures (providers-openai-like, section 1.7).</summary>
internal static class OpenAIErrorTransform
{
    public static ImageError Read(ErrorAnswer answer) => OpenAIErrorReader.Read(answer);
}
