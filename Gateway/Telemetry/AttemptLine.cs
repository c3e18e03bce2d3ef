using System.Globalization;
using Iris.Gateway.Calls;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Telemetry;

/// <summary>The warning about a failed attempt: what was tried, what came of it, and what comes next.</summary>
/// <param name="record">The attempt, or one try of it.</param>
/// <param name="next">What comes next.</param>
/// <param name="requestId">The request's id.</param>
internal sealed class AttemptLine(AttemptRecord record, string next, string requestId) : LogLine
{
    private readonly string _model = PrintableText.Of(record.Model);
    private readonly string? _error = ErrorLabel.Of(record) is var label && label != record.Status.ToString(CultureInfo.InvariantCulture)
        ? label
        : null;

    protected override string Template =>
        "attempt failed: provider {Provider}, model {Model}, destination {Destination}, status {Status}, error {ErrorType}, after {Milliseconds} ms, next: {Next}, id {RequestId}";

    protected override int Members => 8;

    protected override bool Has(int member) => member switch
    {
        3 => _error is not null,
        5 => record.Destination is not null,
        _ => true,
    };

    protected override KeyValuePair<string, object?> Member(int member) => member switch
    {
        0 => new("RequestId", requestId),
        1 => new("Next", next),
        2 => new("Milliseconds", record.LatencyMilliseconds),
        3 => new("ErrorType", _error),
        4 => new("Status", record.Status),
        5 => new("Destination", record.Destination),
        6 => new("Model", _model),
        _ => new("Provider", record.Provider),
    };

    public override bool TryWrite(Span<char> text, out int length) => text.TryWrite(
        CultureInfo.InvariantCulture,
        $"attempt failed: provider {record.Provider}, model {_model}{Label(", destination ", record.Destination)}{record.Destination}, status {record.Status}{Label(", error ", _error)}{_error}, after {record.LatencyMilliseconds} ms, next: {next}, id {requestId}",
        out length);
}
