using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.OpenAI;

/// <summary>Reads what OpenAI answers: JSON or events, as the answer itself says.</summary>
internal static class OpenAIResponseTransform
{
    public static AnswerReader CreateReader(string? contentType, ImageSink sink) =>
        ImagesAnswer.CreateReader(contentType, sink, OpenAIErrorTransform.Read);
}
