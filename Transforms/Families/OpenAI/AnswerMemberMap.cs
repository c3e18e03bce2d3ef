namespace Iris.Transforms.Families.OpenAI;

/// <summary>
/// Maps the members of an answer to OpenAI's, for a server whose answers otherwise have OpenAI's form. This class changes nothing.
/// </summary>
internal class AnswerMemberMap
{
    /// <summary>OpenAI's own members.</summary>
    public static AnswerMemberMap OpenAI { get; } = new();

    /// <summary>OpenAI's name of the member.</summary>
    public virtual string NameOf(string name) => name;

    /// <summary>The value as OpenAI writes it; an empty value leaves the member out.</summary>
    /// <param name="name">The server's name of the member.</param>
    /// <param name="json">The member's raw value.</param>
    public virtual ReadOnlySpan<byte> ValueOf(string name, ReadOnlySpan<byte> json) => json;
}
