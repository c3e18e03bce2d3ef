using Iris.Gateway.CallLogs;

namespace Iris.Gateway.Hosting;

/// <summary>Gives finished calls to an application's sink.</summary>
internal sealed class AddedCallSink(ImageCallSink sink) : ICallSink
{
    private const decimal NanoInUsd = 1_000_000_000m;

    public string Name => sink.GetType().Name;

    public Task WriteAsync(IReadOnlyList<CallRow> calls, CancellationToken cancellation) =>
        sink.WriteAsync(Array.AsReadOnly([.. calls.Select(RecordOf)]), cancellation).AsTask();

    private static ImageCallRecord RecordOf(CallRow row) => new()
    {
        Id = row.Id,
        Time = DateTimeOffset.FromUnixTimeMilliseconds(row.Time),
        RequestId = row.RequestId,
        Key = row.Key,
        Group = row.Group,
        Client = row.Client,
        Route = row.Route,
        Provider = row.Provider,
        Destination = row.Destination,
        Model = row.Model,
        ModelRequested = row.ModelRequested,
        Operation = row.Operation,
        Stream = row.Stream,
        Asked = row.Asked,
        Images = row.Images,
        Size = row.Size,
        Status = row.Status,
        ErrorType = row.ErrorType,
        FirstImage = row.FirstMilliseconds is { } first ? TimeSpan.FromMilliseconds(first) : null,
        Elapsed = TimeSpan.FromMilliseconds(row.Milliseconds),
        BytesIn = row.BytesIn,
        BytesOut = row.BytesOut,
        TokensIn = row.TokensIn,
        TokensOut = row.TokensOut,
        Usd = row.CostNano / NanoInUsd,
        CostSource = row.CostSource,
        PossiblyBilledUsd = row.PossiblyNano / NanoInUsd,
        Attempts = row.Attempts,
        FailedAttempts = row.FailedAttempts,
    };
}
