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
        "{Method} {Path} {Status} in {Milliseconds} ms, id {RequestId}, trace {TraceId}, key {Key}, provider {Provider}, model {Model}, destination {Destination}, stream {Stream}, attempts {Attempts}, fallback={FallbackIndex}, images {Images}, bytes {Bytes}, cost {CostUsd} USD, possibly billed {PossiblyBilledUsd} USD, error {ErrorType}";

    protected override int Members => 18;

    protected override bool Has(int member) => member switch
    {
        0 => _errorType is not null,
        1 => outcome.PossiblyBilled is { Nano: > 0 },
        2 => outcome.Cost.Usd is not null,
        5 => outcome.FallbackIndex > 0,
        8 => outcome.Destination is not null,
        9 => _model is not null,
        10 => _provider is not null,
        11 => outcome.Caller is not null,
        12 => trace is not null,
        _ => true,
    };

    protected override KeyValuePair<string, object?> Member(int member) => member switch
    {
        0 => new("ErrorType", _errorType),
        1 => new("PossiblyBilledUsd", outcome.PossiblyBilled?.Amount),
        2 => new("CostUsd", outcome.Cost.Usd?.Amount),
        3 => new("Bytes", outcome.Delivered.Bytes),
        4 => new("Images", outcome.Delivered.Count),
        5 => new("FallbackIndex", outcome.FallbackIndex),
        6 => new("Attempts", outcome.Attempts),
        7 => new("Stream", outcome.Stream),
        8 => new("Destination", outcome.Destination),
        9 => new("Model", _model),
        10 => new("Provider", _provider),
        11 => new("Key", outcome.Caller?.Key),
        12 => new("TraceId", trace),
        13 => new("RequestId", outcome.RequestId),
        14 => new("Milliseconds", milliseconds),
        15 => new("Status", outcome.Status),
        16 => new("Path", path),
        _ => new("Method", method),
    };

    public override bool TryWrite(Span<char> text, out int length)
    {
        var cost = outcome.Cost.Usd?.ToString();
        var possibly = outcome.PossiblyBilled is { Nano: > 0 } usd ? usd.ToString() : null;
        var fallback = outcome.FallbackIndex > 0 ? outcome.FallbackIndex.ToString(CultureInfo.InvariantCulture) : null;
        return text.TryWrite(
            CultureInfo.InvariantCulture,
            $"{method} {path} {outcome.Status} in {milliseconds} ms, id {outcome.RequestId}{Label(", trace ", trace)}{trace}{Label(", key ", outcome.Caller?.Key)}{outcome.Caller?.Key}{Label(", provider ", _provider)}{_provider}{Label(", model ", _model)}{_model}{Label(", destination ", outcome.Destination)}{outcome.Destination}, stream {outcome.Stream}, attempts {outcome.Attempts}{Label(", fallback=", fallback)}{fallback}, images {outcome.Delivered.Count}, bytes {outcome.Delivered.Bytes}{Label(", cost ", cost)}{cost}{Label(" USD", cost)}{Label(", possibly billed ", possibly)}{possibly}{Label(" USD", possibly)}{Label(", error ", _errorType)}{_errorType}",
            out length);
    }

    private static string? Printable(string? text) => text is null ? null : PrintableText.Of(text);
}
