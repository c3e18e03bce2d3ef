using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Codecs.Failures;

namespace Iris.Transforms.Providers.Vllm;

/// <summary>Reads vLLM-Omni's failures (docs/providers/vllm.md, "Failures"): FastAPI's <c>detail</c>, or the flat form of its language routes.</summary>
internal static class VllmErrorTransform
{
    public static ImageError Read(ErrorAnswer answer) => OpenAIErrorReader.Read(answer);
}
