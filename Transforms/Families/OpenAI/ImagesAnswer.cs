using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Transforms.Families.OpenAI;

/// <summary>Chooses the reader of an OpenAI-shaped answer by what the answer says it is, not by what was asked.</summary>
internal static class ImagesAnswer
{
    /// <summary>Makes the reader.</summary>
    /// <param name="contentType">Media type without parameters, lower case; null when missing.</param>
    /// <param name="sink">Receives the answer.</param>
    /// <param name="readError">Reads an error told inside a 200.</param>
    /// <param name="words">The words in which the server departs from OpenAI's; null for none.</param>
    public static AnswerReader CreateReader(string? contentType, ImageSink sink, Func<ErrorAnswer, ImageError> readError, AnswerWords? words = null) =>
        contentType == "text/event-stream" ? new ImagesSseReader(sink, readError, words) : new ImagesJsonReader(sink, readError, words);
}
