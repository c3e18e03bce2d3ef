using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs.Failures;

/// <summary>What a provider's word for a failure means: a row of its table. What is not in the table keeps its status and its own name.</summary>
/// <param name="Word">The provider's word: an exception, a class, a reason, a status; case does not count.</param>
/// <param name="Status">HTTP status, 400..599.</param>
/// <param name="Code">The envelope's code.</param>
internal sealed record FailureWord(string Word, int Status, string Code)
{
    /// <summary>The code of all that a filter has refused.</summary>
    public const string Moderation = "moderation_blocked";

    /// <summary>The envelope's type; unless it is set, the one that status and code stand for.</summary>
    public string Type { get; init; } = Code == Moderation ? "image_generation_user_error" : StatusTypes.Of(Status, Code);

    /// <summary>The row of a word; null when there is none.</summary>
    public static FailureWord? Of(ReadOnlySpan<FailureWord> table, string? word)
    {
        foreach (var row in table)
        {
            if (row.Word.Equals(word, StringComparison.OrdinalIgnoreCase))
                return row;
        }
        return null;
    }

    /// <summary>The failure.</summary>
    /// <param name="message">Readable, at most 4 KiB.</param>
    public ImageError Error(string message) => new() { Status = Status, Type = Type, Code = Code, Message = message };
}
