using System.Buffers;
using System.Collections;
using System.Globalization;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Telemetry;

/// <summary>The values of a log line that can write their own text, so that no string is created when the line is only copied.</summary>
internal interface ILogLine
{
    /// <summary>Writes the line's text; false when there is not enough room.</summary>
    bool TryWrite(Span<char> text, out int length);
}

/// <summary>The access line of an image call, with its values as named members, in the order of generated log states.</summary>
/// <param name="method">The request's method, printable.</param>
/// <param name="path">The request's path, printable.</param>
/// <param name="milliseconds">The milliseconds from the request's arrival to this line.</param>
/// <param name="outcome">The call's outcome.</param>
internal sealed class ImageLine(string method, string path, long milliseconds, CallOutcome outcome) : ILogLine, IReadOnlyList<KeyValuePair<string, object?>>
{
    private const string Template =
        "{Method} {Path} {Status} in {Milliseconds} ms, id {RequestId}, provider {Provider}, model {Model}, destination {Destination}, stream {Stream}, attempts {Attempts}, fallback {FallbackIndex}, images {Images}, bytes {Bytes}, error {ErrorType}";

    private const string Nothing = "(null)";
    private const int UsualLength = 512;

    private readonly string? _provider = Printable(outcome.Provider);
    private readonly string? _model = Printable(outcome.Model);
    private readonly string? _errorType = outcome.Failure is { } failure ? ErrorLabel.Of(failure) : null;

    public int Count => 15;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("ErrorType", _errorType),
        1 => new("Bytes", outcome.Delivered.Bytes),
        2 => new("Images", outcome.Delivered.Count),
        3 => new("FallbackIndex", outcome.FallbackIndex),
        4 => new("Attempts", outcome.Attempts),
        5 => new("Stream", outcome.Stream),
        6 => new("Destination", outcome.Destination),
        7 => new("Model", _model),
        8 => new("Provider", _provider),
        9 => new("RequestId", outcome.RequestId),
        10 => new("Milliseconds", milliseconds),
        11 => new("Status", outcome.Status),
        12 => new("Path", path),
        13 => new("Method", method),
        14 => new("{OriginalFormat}", Template),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public bool TryWrite(Span<char> text, out int length) => text.TryWrite(
        CultureInfo.InvariantCulture,
        $"{method} {path} {outcome.Status} in {milliseconds} ms, id {outcome.RequestId}, provider {_provider ?? Nothing}, model {_model ?? Nothing}, destination {outcome.Destination ?? Nothing}, stream {outcome.Stream}, attempts {outcome.Attempts}, fallback {outcome.FallbackIndex}, images {outcome.Delivered.Count}, bytes {outcome.Delivered.Bytes}, error {_errorType ?? Nothing}",
        out length);

    /// <summary>The line's text, for a logger that accepts only strings.</summary>
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

    private static string? Printable(string? text) => text is null ? null : PrintableText.Of(text);
}
