using System.Globalization;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Telemetry;

/// <summary>The access line of an image call.</summary>
/// <param name="method">The request's method, printable.</param>
/// <param name="path">The request's path, printable.</param>
/// <param name="milliseconds">The milliseconds from the request's arrival to this line.</param>
/// <param name="outcome">The call's outcome.</param>
/// <param name="trace">The trace that the request belongs to; null where it belongs to none.</param>
internal sealed class ImageLine(string method, string path, long milliseconds, CallOutcome outcome, string? trace) : LogLine
{
    private readonly string? _provider = Printable(outcome.Provider);
    private readonly string? _model = Printable(outcome.Model);
    private readonly string? _errorType = outcome.Failure is { } failure ? ErrorLabel.Of(failure) : null;

    protected override string Template =>
        "{Method} {Path} {Status} in {Milliseconds} ms, id {RequestId}, trace {TraceId}, provider {Provider}, model {Model}, destination {Destination}, stream {Stream}, attempts {Attempts}, fallback={FallbackIndex}, images {Images}, bytes {Bytes}, error {ErrorType}";

    protected override int Members => 15;

    protected override bool Has(int member) => member switch
    {
        0 => _errorType is not null,
        3 => outcome.FallbackIndex > 0,
        6 => outcome.Destination is not null,
        7 => _model is not null,
        8 => _provider is not null,
        9 => trace is not null,
        _ => true,
    };

    protected override KeyValuePair<string, object?> Member(int member) => member switch
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
        9 => new("TraceId", trace),
        10 => new("RequestId", outcome.RequestId),
        11 => new("Milliseconds", milliseconds),
        12 => new("Status", outcome.Status),
        13 => new("Path", path),
        _ => new("Method", method),
    };

    public override bool TryWrite(Span<char> text, out int length)
    {
        var fallback = outcome.FallbackIndex > 0 ? outcome.FallbackIndex.ToString(CultureInfo.InvariantCulture) : null;
        return text.TryWrite(
            CultureInfo.InvariantCulture,
            $"{method} {path} {outcome.Status} in {milliseconds} ms, id {outcome.RequestId}{Label(", trace ", trace)}{trace}{Label(", provider ", _provider)}{_provider}{Label(", model ", _model)}{_model}{Label(", destination ", outcome.Destination)}{outcome.Destination}, stream {outcome.Stream}, attempts {outcome.Attempts}{Label(", fallback=", fallback)}{fallback}, images {outcome.Delivered.Count}, bytes {outcome.Delivered.Bytes}{Label(", error ", _errorType)}{_errorType}",
            out length);
    }

    private static string? Printable(string? text) => text is null ? null : PrintableText.Of(text);
}
