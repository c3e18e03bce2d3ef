using System.Buffers;
using System.Collections;

namespace Iris.Gateway.Telemetry;

/// <summary>A log line's values that write themselves out: no text is made for a line that is only copied into another.</summary>
internal interface ILogLine
{
    /// <summary>Writes the line's text; false when it is longer than there is room.</summary>
    bool TryWrite(Span<char> text, out int length);
}

/// <summary>
/// A line of named values, in the order of the log generator's own states. A value that is not there is left out, in the text and among the members:
/// nobody has to know which of them may be empty.
/// </summary>
internal abstract class LogLine : ILogLine, IReadOnlyList<KeyValuePair<string, object?>>
{
    private const int UsualLength = 512;

    /// <summary>The text with a placeholder for every member, those included that may be left out.</summary>
    protected abstract string Template { get; }

    /// <summary>How many members there may be.</summary>
    protected abstract int Members { get; }

    /// <summary>Whether the member is there.</summary>
    protected abstract bool Has(int member);

    /// <summary>A member; asked only where it is there.</summary>
    protected abstract KeyValuePair<string, object?> Member(int member);

    public abstract bool TryWrite(Span<char> text, out int length);

    public int Count
    {
        get
        {
            var count = 1;
            for (var member = 0; member < Members; member++)
                count += Has(member) ? 1 : 0;
            return count;
        }
    }

    public KeyValuePair<string, object?> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            for (var member = 0; member < Members; member++)
            {
                if (Has(member) && index-- == 0)
                    return Member(member);
            }
            return index == 0 ? new("{OriginalFormat}", Template) : throw new ArgumentOutOfRangeException(nameof(index));
        }
    }

    /// <summary>The line's text, for whoever cannot take it otherwise.</summary>
    public string ToText()
    {
        for (var room = UsualLength; ; room *= 2)
        {
            var text = ArrayPool<char>.Shared.Rent(room);
            var line = TryWrite(text, out var length) ? new string(text, 0, length) : null;
            ArrayPool<char>.Shared.Return(text);
            if (line is not null)
                return line;
        }
    }

    public override string ToString() => string.Join(',', this.Select(member => $"{member.Key}={member.Value}"));

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        var count = Count;
        for (var i = 0; i < count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>What stands before a value; nothing where there is none.</summary>
    protected static string Label(string label, string? value) => value is null ? "" : label;
}
