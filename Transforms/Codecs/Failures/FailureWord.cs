using Iris.Transforms.Answers;

namespace Iris.Transforms.Codecs.Failures;

/// <summary>
/// The meaning of a provider's term for a failure: a row of the provider's table. A term that is not in the table keeps its status and its name.
/// </summary>
/// <param name="Word">The provider's term: an exception, a class, a reason or a status; case is ignored.</param>
/// <param name="Status">HTTP status, 400..599.</param>
/// <param name="Code">The envelope's code.</param>
public sealed record FailureWord(string Word, int Status, string Code)
{
    /// <summary>The code of every refusal by a filter.</summary>
    public const string Moderation = "moderation_blocked";

    /// <summary>The envelope's type; by default the one that follows from status and code.</summary>
    public string Type { get; init; } = Code == Moderation ? "image_generation_user_error" : StatusTypes.Of(Status, Code);

    /// <summary>The row of a term; null when there is none.</summary>
    public static FailureWord? Of(ReadOnlySpan<FailureWord> table, string? word)
    {
        foreach (var row in table)
        {
            if (row.Word.Equals(word, StringComparison.OrdinalIgnoreCase))
                return row;
        }
        return null;
    }

    /// <summary>Creates the failure.</summary>
    /// <param name="message">Readable text of at most 4 KiB.</param>
    public ImageError Error(string message) => new() { Status = Status, Type = Type, Code = Code, Message = message };
}
