using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;

namespace Iris.Transforms.Providers.OpenAI;

/// <summary>Reads OpenAI's failures (docs/providers/openai.md, "Failures").</summary>
internal static class OpenAIErrorTransform
{
    public static ImageError Read(ErrorAnswer answer) => OpenAIErrorReader.Read(answer);
}
