using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.Bedrock;

/// <summary>Reads what InvokeModel answers: every family's answer is an object with <c>images</c>.</summary>
internal static class BedrockResponseTransform
{
    public static AnswerReader CreateReader(ImageSink sink) => new BedrockImagesReader(sink);
}
