using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.SelfHosted;

namespace Iris.Transforms.Providers.Vllm;

/// <summary>Reads vLLM-Omni's answer: JSON, always.</summary>
internal static class VllmResponseTransform
{
    public static AnswerReader CreateReader(ProviderCall call, ImageSink sink) => new SelfHostedImagesReader(call, sink, VllmErrorTransform.Read);
}
