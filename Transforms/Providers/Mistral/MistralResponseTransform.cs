using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Providers.Mistral;

/// <summary>Reads what Mistral answers: a conversation's outputs, whole or as events, as the answer itself says.</summary>
internal static class MistralResponseTransform
{
    public static AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink) =>
        contentType == "text/event-stream" ? new MistralEventsReader(call, sink) : new MistralOutputsReader(call, sink);
}
