using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.Nebius;

/// <summary>Reads what Nebius answers: OpenAI's form without <c>created</c> and <c>usage</c>, with an <c>id</c> that stays beside the pictures.</summary>
internal static class NebiusResponseTransform
{
    public static AnswerReader CreateReader(string? contentType, ImageSink sink) =>
        ImagesAnswer.CreateReader(contentType, sink, NebiusErrorTransform.Read);
}
