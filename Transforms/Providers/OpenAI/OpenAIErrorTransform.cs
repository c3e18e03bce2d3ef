using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;

namespace Iris.Transforms.Providers.OpenAI;

/// <summary>Reads OpenAI's failures (providers-openai-like, section 1.7).</summary>
internal static class OpenAIErrorTransform
{
    public static ImageError Read(ErrorAnswer answer) => OpenAIErrorReader.Read(answer);
}
