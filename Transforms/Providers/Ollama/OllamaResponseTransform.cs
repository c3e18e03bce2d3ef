using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.Ollama;

/// <summary>Reads what Ollama answers: OpenAI's document, or the native lines.</summary>
internal static class OllamaResponseTransform
{
    public static AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) => OllamaRequestTransform.IsNative(call)
        ? new OllamaLinesReader(sink)
        : ImagesAnswer.CreateReader(contentType, sink, OllamaErrorTransform.Read);
}
