using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.SelfHosted;

namespace Iris.Transforms.Providers.Sgl;

/// <summary>Reads SGLang's answer: JSON, always.</summary>
internal static class SglResponseTransform
{
    public static AnswerReader CreateReader(ProviderCall call, ImageSink sink) => new SelfHostedImagesReader(call, sink, SglErrorTransform.Read);
}
