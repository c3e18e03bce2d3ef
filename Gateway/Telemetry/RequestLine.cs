using System.Globalization;

namespace Iris.Gateway.Telemetry;

/// <summary>The access line of a request that is no image call: to an app, to a provider's own API, or to the gateway itself.</summary>
internal sealed class RequestLine : LogLine
{
    /// <summary>The method, printable.</summary>
    public required string Method { get; init; }
    /// <summary>The path without its query, printable.</summary>
    public required string Path { get; init; }
    /// <summary>The status; 499 where the client left before there was one.</summary>
    public required int Status { get; init; }
    /// <summary>From arrival to the end of the answer.</summary>
    public required long Milliseconds { get; init; }
    /// <summary>The request id.</summary>
    public required string RequestId { get; init; }
    /// <summary>The trace that the request belongs to; null where it belongs to none.</summary>
    public string? TraceId { get; init; }
    /// <summary>The name of the key that it came with; null where none was asked for.</summary>
    public string? Key { get; init; }
    /// <summary>The cluster of a route that passes through; else null.</summary>
    public string? Provider { get; init; }
    /// <summary>The route of proxy.json; null for the gateway's own paths and unknown ones.</summary>
    public string? Route { get; init; }
    /// <summary>The chosen destination; null where none was chosen.</summary>
    public string? Destination { get; init; }
    /// <summary>The length of the answer's body as sent; null where nothing was forwarded.</summary>
    public long? Bytes { get; init; }
    /// <summary>The address of whoever connected: the client's, or that of a proxy before the gateway. Null on a Unix socket.</summary>
    public string? Client { get; init; }
    /// <summary>What went wrong; null when nothing did.</summary>
    public string? ErrorType { get; init; }

    protected override string Template =>
        "{Method} {Path} {Status} in {Milliseconds} ms, id {RequestId}, trace {TraceId}, key {Key}, pass-through to {Provider}, route {Route}, destination {Destination}, bytes {Bytes}, client {Client}, error {ErrorType}";

    protected override int Members => 13;

    protected override bool Has(int member) => member switch
    {
        0 => ErrorType is not null,
        1 => Client is not null,
        2 => Bytes is not null,
        3 => Destination is not null,
        4 => Route is not null,
        5 => Provider is not null,
        6 => Key is not null,
        7 => TraceId is not null,
        _ => true,
    };

    protected override KeyValuePair<string, object?> Member(int member) => member switch
    {
        0 => new(nameof(ErrorType), ErrorType),
        1 => new(nameof(Client), Client),
        2 => new(nameof(Bytes), Bytes),
        3 => new(nameof(Destination), Destination),
        4 => new(nameof(Route), Route),
        5 => new(nameof(Provider), Provider),
        6 => new(nameof(Key), Key),
        7 => new(nameof(TraceId), TraceId),
        8 => new(nameof(RequestId), RequestId),
        9 => new(nameof(Milliseconds), Milliseconds),
        10 => new(nameof(Status), Status),
        11 => new(nameof(Path), Path),
        _ => new(nameof(Method), Method),
    };

    public override bool TryWrite(Span<char> text, out int length)
    {
        var bytes = Bytes?.ToString(CultureInfo.InvariantCulture);
        return text.TryWrite(
            CultureInfo.InvariantCulture,
            $"{Method} {Path} {Status} in {Milliseconds} ms, id {RequestId}{Label(", trace ", TraceId)}{TraceId}{Label(", key ", Key)}{Key}{Label(", pass-through to ", Provider)}{Provider}{Label(", route ", Route)}{Route}{Label(", destination ", Destination)}{Destination}{Label(", bytes ", bytes)}{bytes}{Label(", client ", Client)}{Client}{Label(", error ", ErrorType)}{ErrorType}",
            out length);
    }
}
