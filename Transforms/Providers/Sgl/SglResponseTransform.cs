using Iris.Transforms.Answers;
using Iris.Transforms.SelfHostedImages;

namespace Iris.Transforms.Providers.Sgl;

/// <summary>Reads SGLang's answer: JSON, always.</summary>
internal static class SglResponseTransform
{
    public static AnswerReader CreateReader(ProviderCall call, ImageSink sink) => new SelfHostedImagesReader(call, sink, SglErrorTransform.Read);
}
