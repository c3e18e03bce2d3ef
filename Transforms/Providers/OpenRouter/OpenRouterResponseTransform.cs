using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// Reads what OpenRouter answers on either route. Whether it streams depends on who serves the model: the answer's own type decides
/// (docs/providers/openrouter.md, "Answer").
/// </summary>
internal static class OpenRouterResponseTransform
{
    private static readonly OpenRouterWords Words = new();

    public static AnswerReader CreateReader(ProviderCall call, string? contentType, ImageSink sink)
    {
        if (!OpenRouterModels.Of(call.Model, call.Settings).IsChat)
            return ImagesAnswer.CreateReader(contentType, sink, OpenRouterErrorTransform.Read, Words);
        var answer = new ChatAnswer(call, sink);
        return contentType == "text/event-stream" ? new ChatSseReader(answer, sink) : new ChatReader(answer, isWhole: true);
    }
}
