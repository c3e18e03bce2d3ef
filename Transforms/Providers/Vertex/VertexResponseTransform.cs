using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Google;

namespace Iris.Transforms.Providers.Vertex;

/// <summary>Reads what Vertex AI answers: predictions, or candidates plain and streamed.</summary>
internal static class VertexResponseTransform
{
    public static AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        GoogleCall.CreateReader(VertexModels.Of(call.Model), contentType, sink, VertexErrorTransform.Read);
}
