namespace Iris.Transforms.Families.OpenAI;

/// <summary>
/// The words in which a server's answer departs from OpenAI's, for one whose answers are OpenAI's otherwise. This one departs in none.
/// </summary>
internal class AnswerWords
{
    /// <summary>OpenAI's own.</summary>
    public static AnswerWords OpenAI { get; } = new();

    /// <summary>OpenAI's name of a member.</summary>
    public virtual string NameOf(string name) => name;

    /// <summary>The value as OpenAI writes it; empty leaves the member out.</summary>
    /// <param name="name">The server's name of the member.</param>
    /// <param name="json">Its raw value.</param>
    public virtual ReadOnlySpan<byte> ValueOf(string name, ReadOnlySpan<byte> json) => json;
}
