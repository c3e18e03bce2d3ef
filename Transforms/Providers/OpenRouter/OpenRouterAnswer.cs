using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Families.OpenAI;

namespace Iris.Transforms.Providers.OpenRouter;

/// <summary>
/// Chooses the reader of an answer on either route. Whether an answer streams depends on the provider behind OpenRouter, so the answer's media type
/// decides (docs/providers/openrouter.md, "Answer").
/// </summary>
internal static class OpenRouterAnswer
{
    private static readonly OpenRouterMemberMap MemberMap = new();

    public static AnswerReader CreateReader(ProviderCall call, OpenRouterRow row, string? contentType, ImageSink sink)
    {
        if (!row.IsChat)
            return ImagesAnswer.CreateReader(call, contentType, sink, OpenRouterErrors.Read, MemberMap);
        return new ChatReader(call, sink, isStream: contentType == "text/event-stream");
    }
}
