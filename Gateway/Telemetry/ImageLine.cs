using System.Buffers;
using System.Collections;
using System.Globalization;

namespace Iris.Gateway.Telemetry;

/// <summary>A log line's values that write themselves out: no text is made for a line that is only copied into another.</summary>
internal interface ILogLine
{
    /// <summary>Writes the line's text; false when it is longer than there is room.</summary>
    bool TryWrite(Span<char> text, out int length);
}

/// <summary>The access line of an image call; its values as named members, in the order of the log generator's own states.</summary>
internal sealed record ImageLine(
    string Method,
    string Path,
    int Status,
    long Milliseconds,
    string RequestId,
    string? Provider,
    string? Model,
    string? Destination,
    bool Stream,
    int Attempts,
    int FallbackIndex,
    int Images,
    long Bytes,
    string? ErrorType) : ILogLine, IReadOnlyList<KeyValuePair<string, object?>>
{
    private const string Template =
        "{Method} {Path} {Status} in {Milliseconds} ms, id {RequestId}, provider {Provider}, model {Model}, destination {Destination}, stream {Stream}, attempts {Attempts}, fallback {FallbackIndex}, images {Images}, bytes {Bytes}, error {ErrorType}";

    private const string Nothing = "(null)";
    private const int UsualLength = 512;

    public int Count => 15;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new(nameof(ErrorType), ErrorType),
        1 => new(nameof(Bytes), Bytes),
        2 => new(nameof(Images), Images),
        3 => new(nameof(FallbackIndex), FallbackIndex),
        4 => new(nameof(Attempts), Attempts),
        5 => new(nameof(Stream), Stream),
        6 => new(nameof(Destination), Destination),
        7 => new(nameof(Model), Model),
        8 => new(nameof(Provider), Provider),
        9 => new(nameof(RequestId), RequestId),
        10 => new(nameof(Milliseconds), Milliseconds),
        11 => new(nameof(Status), Status),
        12 => new(nameof(Path), Path),
        13 => new(nameof(Method), Method),
        14 => new("{OriginalFormat}", Template),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public bool TryWrite(Span<char> text, out int length) => text.TryWrite(
        CultureInfo.InvariantCulture,
        $"{Method} {Path} {Status} in {Milliseconds} ms, id {RequestId}, provider {Provider ?? Nothing}, model {Model ?? Nothing}, destination {Destination ?? Nothing}, stream {Stream}, attempts {Attempts}, fallback {FallbackIndex}, images {Images}, bytes {Bytes}, error {ErrorType ?? Nothing}",
        out length);

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
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
