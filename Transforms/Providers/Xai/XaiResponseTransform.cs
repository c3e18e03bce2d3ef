using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.Xai;

/// <summary>Reads what xAI answers: always one JSON document, as it has no streams.</summary>
internal static class XaiResponseTransform
{
    public static AnswerReader CreateReader(ImageSink sink) => new XaiImagesReader(sink);
}
