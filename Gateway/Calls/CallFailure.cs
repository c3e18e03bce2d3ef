using Iris.Transforms.Answers;
using Polly.CircuitBreaker;

namespace Iris.Gateway.Calls;

/// <summary>A failed attempt: the error, whether it may have cost money, and whether another key may work.</summary>
/// <param name="Error">The error to report.</param>
/// <param name="PossiblyBilled">True when the provider may have made a picture.</param>
/// <param name="TryAnotherDestination">True when the destination is at fault, so that another one may succeed.</param>
internal readonly record struct CallFailure(ImageError Error, bool PossiblyBilled, bool TryAnotherDestination)
{
    /// <summary>Whose failure it is; the provider's answer unless something else is known.</summary>
    public FailureCause Cause { get; init; }

    /// <summary>The provider's own status, for the trail; the client may get another one. Null when the failure has no status.</summary>
    public int? AnsweredStatus { get; init; }

    /// <summary>The type of a failure that the gateway's own code causes.</summary>
    public const string InternalError = "internal_error";

    /// <summary>The type of a failure whose cause is a client that takes nothing of its answer.</summary>
    public const string ClientStalledType = "client_stalled";

    /// <summary>The type of a failure when no credential could be obtained.</summary>
    public const string CredentialsFailed = "provider_credentials_failed";

    /// <summary>Classifies an answer with an error status. Only a refusal before drawing is certainly free of charge.</summary>
    public static CallFailure OfStatus(ImageError error) => new(
        error,
        PossiblyBilled: error.Status is >= 500 and not 501 and not 503 or 408 or 409,
        TryAnotherDestination: error.Status is 401 or 402 or 403 or 429);

    /// <summary>Classifies a 2xx answer without a complete picture: the provider has worked and may charge for it.</summary>
    public static CallFailure OfAnswer(ImageError error) => new(error, PossiblyBilled: true, TryAnotherDestination: false);

    /// <summary>Classifies a failure inside a 2xx answer. Providers that are polled report the client's errors there as well.</summary>
    public static CallFailure InAnswer(ImageError error) => error.Status is >= 400 and < 500
        // A provider that withholds a picture may have drawn it first.
        ? OfStatus(error) with { PossiblyBilled = error.Type == "image_generation_user_error" }
        : OfAnswer(error);

    /// <summary>A failure in the gateway before anything was sent.</summary>
    public static CallFailure BeforeSending(ImageError error, bool tryAnother = false) =>
        new(error, false, tryAnother) { Cause = FailureCause.Gateway };

    /// <summary>A target would take more orders than the call may still place: nothing is sent, and no other target is tried.</summary>
    /// <param name="orders">The orders that the call would then have placed.</param>
    /// <param name="most">The orders that a call may place.</param>
    public static CallFailure OfOrders(int orders, int most) => BeforeSending(ImageError.Invalid(
        $"The call would place {orders} orders, and may place {most} (Images.Limits.Orders). Ask for fewer pictures or list fewer fallbacks.",
        code: "too_many_orders")) with { Cause = FailureCause.Spent };

    /// <summary>A failure of the client, which has disconnected or takes nothing: the provider may have made a picture.</summary>
    public static CallFailure OfClient(ImageError error) =>
        new(error, PossiblyBilled: true, TryAnotherDestination: false) { Cause = FailureCause.Client };

    /// <summary>A picture was made and cannot be given as it was asked for, strictly: with an address.</summary>
    public static CallFailure OfStore { get; } = new(
        new ImageError
        {
            Status = StatusCodes.Status502BadGateway,
            Type = "store_failed",
            Message = "The picture was made, but the store could not keep it, and base64 in its place was refused (Images.Strict, or this request's own header).",
            IsGatewayFault = true,
        },
        PossiblyBilled: true,
        TryAnotherDestination: false) { Cause = FailureCause.Store };

    /// <summary>The same failure after an answer has begun: its picture is paid for, and no other target can continue it.</summary>
    public CallFailure InsideAnswer() => this with { PossiblyBilled = true, TryAnotherDestination = false };

    /// <summary>Classifies an exception, except the <see cref="OperationCanceledException"/> of a disconnected client.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="expired">The name of the expired deadline; null when none has expired.</param>
    public static CallFailure OfException(Exception exception, string? expired) => exception switch
    {
        BrokenCircuitException e => BeforeSending(CircuitOpen(e.RetryAfter), tryAnother: true),
        _ when expired is not null => new(TimedOut($"request timed out: {expired}"), PossiblyBilled: true, TryAnotherDestination: false)
        {
            Cause = FailureCause.Deadline,
        },
        // SocketsHttpHandler throws this when the connection takes too long, so nothing was sent.
        OperationCanceledException { InnerException: TimeoutException } => Unconnected(
            TimedOut("request timed out: no connection to the provider (Images.Deadlines.Connect)")),
        HttpRequestException e when IsBeforeSending(e) => Unconnected(
            ConnectionFailed($"could not connect to the provider: {Describe(e.HttpRequestError)}")),
        UnreadableAnswerException e => OfAnswer(new ImageError
        {
            Status = StatusCodes.Status502BadGateway,
            Type = "provider_response_invalid",
            Code = UnreadableAnswerException.Code,
            Message = e.Message,
        }),
        HttpRequestException e => Disconnected(ConnectionFailed($"the connection to the provider broke: {Describe(e.HttpRequestError)}")),
        IOException => Disconnected(ConnectionFailed("the connection to the provider broke")),
        CredentialException e => BeforeSending(
            new ImageError
            {
                Status = StatusCodes.Status502BadGateway,
                Type = CredentialsFailed,
                Message = e.Message,
            },
            tryAnother: true),
        _ => new(Unexpected, PossiblyBilled: true, TryAnotherDestination: false) { Cause = FailureCause.Gateway },
    };

    /// <summary>The gateway's own code has failed.</summary>
    public static ImageError Unexpected { get; } = new()
    {
        Status = StatusCodes.Status500InternalServerError,
        Type = InternalError,
        Message = "the gateway failed to make the call",
        IsGatewayFault = true,
    };

    /// <summary>Whether a request with this failure cannot have reached the provider.</summary>
    public static bool IsBeforeSending(HttpRequestException exception) => exception.HttpRequestError
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    /// <summary>What stands in a failure's place where a call was only tried out: nothing stands in its way.</summary>
    public static CallFailure Rehearsed { get; } = BeforeSending(Unexpected) with { Cause = FailureCause.Rehearsed };

    /// <summary>
    /// The orders that an earlier process has placed cannot be asked for: the file does not lead to them any more. What they may have cost is told apart
    /// (<see cref="PlacedOrders.ToLost"/>).
    /// </summary>
    public static ImageError LostOrders { get; } = new()
    {
        Status = StatusCodes.Status502BadGateway,
        Type = "interrupted",
        Code = "interrupted",
        Message = "The gateway ended while this call was made, and its order cannot be asked for any more. It may have been billed.",
        IsGatewayFault = true,
    };

    /// <summary>The client has disconnected.</summary>
    public static ImageError Cancelled { get; } = new()
    {
        Status = StatusCodes.Status499ClientClosedRequest,
        Type = "request_cancelled",
        Message = "request cancelled by caller",
        IsGatewayFault = true,
    };

    /// <summary>The route's <c>Timeout</c> has expired. <c>Images.Deadlines</c> limits a single target instead.</summary>
    public static ImageError RouteTimedOut { get; } = TimedOut("request timed out: the route's Timeout has passed");

    /// <summary>The client has taken nothing of its answer for too long.</summary>
    /// <param name="expired">Names the deadline that has expired.</param>
    public static ImageError ClientStalled(string expired) => Cancelled with { Type = ClientStalledType, Message = $"the client was disconnected: {expired}" };

    /// <summary>
    /// All calls ended without a failure and without a picture. A codec should report that itself; the exchange must not count it as a success.
    /// </summary>
    public static ImageError NoImage { get; } = new()
    {
        Status = StatusCodes.Status502BadGateway,
        Type = "provider_response_invalid",
        Code = "no_image",
        Message = "The provider answered with success but without an image.",
    };

    /// <summary>All places for running calls and all places in the queue are taken.</summary>
    public static ImageError QueueFull { get; } = new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = "request_dropped",
        Message = "request dropped: queue is full (Images.Resilience.Concurrency and Queue)",
        IsGatewayFault = true,
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    private static CallFailure Unconnected(ImageError error) => BeforeSending(error, tryAnother: true) with { Cause = FailureCause.Connection };

    private static CallFailure Disconnected(ImageError error) =>
        new(error, PossiblyBilled: true, TryAnotherDestination: false) { Cause = FailureCause.Connection };

    private static ImageError TimedOut(string message) => new()
    {
        Status = StatusCodes.Status504GatewayTimeout,
        Type = "request_timed_out",
        Message = message,
        IsGatewayFault = true,
    };

    private static ImageError ConnectionFailed(string message) => new()
    {
        Status = StatusCodes.Status502BadGateway,
        Type = "provider_connection_failed",
        Message = message,
    };

    private static ImageError CircuitOpen(TimeSpan? retryAfter) => new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = "provider_unavailable",
        Code = "circuit_open",
        Message = "the provider has failed repeatedly and is left alone for a while",
        IsGatewayFault = true,
        RetryAfter = retryAfter ?? TimeSpan.FromSeconds(1),
    };

    // The exception's own message may name hosts and paths of the installation.
    private static string Describe(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "its name could not be resolved",
        HttpRequestError.ConnectionError => "connection refused or unreachable",
        HttpRequestError.SecureConnectionError => "TLS handshake failed",
        HttpRequestError.ProxyTunnelError => "the proxy refused the tunnel",
        HttpRequestError.ResponseEnded => "the answer ended early",
        HttpRequestError.HttpProtocolError => "HTTP protocol error",
        HttpRequestError.InvalidResponse => "invalid HTTP response",
        _ => "network error",
    };
}
