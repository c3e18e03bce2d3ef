using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Families.OpenAI;

/// <summary>Chooses the reader of an OpenAI-shaped answer by the answer's media type, not by the request.</summary>
internal static class ImagesAnswer
{
    /// <summary>Creates the reader.</summary>
    /// <param name="call">The answered call.</param>
    /// <param name="contentType">The media type without parameters, in lower case; null when missing.</param>
    /// <param name="sink">Receives the answer.</param>
    /// <param name="readError">Reads an error inside a 200 answer.</param>
    /// <param name="memberMap">Maps the server's members to OpenAI's; null when they are the same.</param>
    public static AnswerReader CreateReader(
        ProviderCall call, string? contentType, ImageSink sink, Func<ErrorAnswer, ImageError> readError, AnswerMemberMap? memberMap = null) =>
        contentType == "text/event-stream" ? new ImagesSseReader(call, sink, readError, memberMap) : new ImagesJsonReader(call, sink, readError, memberMap);
}
