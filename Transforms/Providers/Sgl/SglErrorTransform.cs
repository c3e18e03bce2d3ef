using Iris.Transforms.Errors;
using Iris.Transforms.OpenAICompatible;

namespace Iris.Transforms.Providers.Sgl;

/// <summary>Reads SGLang's failures (providers-openai-like, section 7.1): FastAPI's <c>detail</c>, or the flat form of its language routes.</summary>
internal static class SglErrorTransform
{
    public static ImageError Read(ErrorAnswer answer) => OpenAIErrorReader.Read(answer);
}
