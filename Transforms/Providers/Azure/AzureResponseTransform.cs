using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.Azure;

/// <summary>Reads what Azure answers: OpenAI's shape, with annotations that are passed on (docs/providers/azure.md, "Answer").</summary>
internal static class AzureResponseTransform
{
    public static AnswerReader CreateReader(string? contentType, ImageSink sink) =>
        ImagesAnswer.CreateReader(contentType, sink, AzureErrorTransform.Read);
}
