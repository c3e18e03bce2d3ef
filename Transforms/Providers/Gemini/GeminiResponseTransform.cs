using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.Google;

namespace Iris.Transforms.Providers.Gemini;

/// <summary>Reads what the Gemini API answers: predictions, or candidates plain and streamed.</summary>
internal static class GeminiResponseTransform
{
    public static AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        GoogleCall.CreateReader(GeminiModels.Of(call.Model), contentType, sink, GeminiErrorTransform.Read);
}
