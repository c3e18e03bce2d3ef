using System.Buffers;
using System.IO.Pipelines;
using Iris.Gateway.Calls;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;
using Iris.Transforms.Wire.Buffers;

namespace Iris.Gateway.Exchanges;

/// <summary>
/// All HTTP legs of one attempt. It writes the provider's request, reads the answer until the first byte of a picture is
/// there (so that "200 without an image" can still fall back), and then sends it on to the client.
/// </summary>
internal sealed class Exchange : IDisposable
{
    private readonly ImageAttempt _attempt;
    private readonly ImageDestination _destination;
    private readonly ExchangeServices _services;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenRegistration _clientGone;
    private readonly AnswerOutput _output;
    private readonly ProviderCall _call;
    private readonly ImageSink _sink;
    private AnswerPump? _pump;
    private Task[] _running = [];
    private bool _disposed;

    public Exchange(ImageAttempt attempt, ImageDestination destination, ExchangeServices services, ArrayPool<byte>? pool = null)
    {
        _output = new AnswerOutput(pool);
        _attempt = attempt;
        _destination = destination;
        _services = services;
        _clientGone = attempt.ClientGone.UnsafeRegister(static state => ((Exchange)state!).End(), this);
        var request = attempt.Call.Request!;
        var capabilities = attempt.Target.Provider.CapabilitiesOf(attempt.Target.Model, destination.Settings);
        var context = new AnswerContext(services.Time, attempt.Call.Started)
        {
            RequestId = attempt.Call.RequestId,
            Request = request,
            RequestType = attempt.Call.RequestType,
            Provider = attempt.Target.Cluster.Id,
            ModelRequested = attempt.Call.ModelRequested ?? attempt.Target.Asked,
            ResolvedModel = attempt.Target.Model,
            Destination = destination.Id,
            UrlDelivery = ProviderPlan.DeliveryOf(attempt.Call.Snapshot.Images.Url, request, capabilities),
            EarlierAttempts = attempt.Call.Trail.Count == 0 ? [] : [.. attempt.Call.Trail],
        };
        _call = new ProviderCall
        {
            Request = request,
            Model = attempt.Target.Model,
            Address = destination.Address,
            Settings = destination.Settings,
            Capabilities = capabilities,
            Report = new ParameterReport(context),
        };
        _sink = attempt.Call.Dialect.CreateSink(context, _output);
        attempt.Destination = destination;
        attempt.Sink = _sink;
    }

    /// <summary>Sends the request and reads until the first byte of a picture is there.</summary>
    /// <param name="transport">How legs get to the destination.</param>
    /// <returns>Null when an answer may begin; else the failure, to be followed by <see cref="FailAsync"/>.</returns>
    public ValueTask<CallFailure?> BeginAsync(LegTransport transport)
    {
        if (Judge() is { } refusal)
            return new(CallFailure.BeforeSending(refusal));
        var calls = _call.Split();
        _sink.ExpectCalls(calls.Count);
        var turns = new TurnQueue(calls.Count);
        var scope = new ExchangeScope(_attempt, _destination, transport, _sink, turns, _services, _services.Time.GetTimestamp());
        _running = new Task[calls.Count];
        for (var i = 0; i < _running.Length; i++)
            _running[i] = new ExchangeCall(scope, calls[i]).RunAsync(_ended.Token);
        var heartbeat = _call.Request.Stream ? _attempt.Call.Snapshot.Images.Heartbeat : Timeout.InfiniteTimeSpan;
        _pump = new AnswerPump(this, scope, _output, heartbeat);
        return _pump.PrimeAsync();
    }

    /// <summary>Ends an exchange that has no answer: the failure goes to the attempt, and nothing of it is under way any more.</summary>
    public async ValueTask FailAsync(CallFailure failure)
    {
        Dispose();
        await Task.WhenAll(_running);
        _attempt.Failure = failure.Error;
        _attempt.PossiblyBilled = failure.PossiblyBilled;
        _attempt.TryAnotherDestination = failure.TryAnotherDestination;
    }

    /// <summary>Sends the answer that has begun on to the client, to its end.</summary>
    /// <inheritdoc cref="AnswerPump.PumpAsync" path="/exception"/>
    public ValueTask PumpAsync(PipeWriter client) => _pump!.PumpAsync(client);

    /// <summary>True when the exchange has been ended from outside: the client is gone, or nobody reads any more.</summary>
    public bool HasEnded => _disposed || _ended.IsCancellationRequested || _attempt.ClientGone.IsCancellationRequested;

    /// <summary>Ends every leg that is still under way.</summary>
    public void End()
    {
        if (!_disposed)
            _ended.Cancel();
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _ended.Cancel();
        _disposed = true;
        _pump?.Dispose();
        _clientGone.Dispose();
        _ended.Dispose();
        _output.Dispose();
    }

    private ImageError? Judge()
    {
        var images = _attempt.Call.Snapshot.Images;
        if (_attempt.Call.RequestBytes > _attempt.Target.Cluster.RequestBytes)
            return ImageError.TooLarge(_attempt.Target.Cluster.RequestBytes);
        return _attempt.Target.Provider.Refuse(_call) ?? ProviderPlan.Judge(_call, images.Strict, _sink.Context);
    }
}
