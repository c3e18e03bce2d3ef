using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;

namespace Iris.Transforms.Providers.Sgl;

/// <summary>Reads SGLang's failures (docs/providers/sgl.md, "Failures"): FastAPI's <c>detail</c>, or the flat form of its language routes.</summary>
internal static class SglErrorTransform
{
    public static ImageError Read(ErrorAnswer answer) => OpenAIErrorReader.Read(answer);
}
