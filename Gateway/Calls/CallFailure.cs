using Iris.Transforms.Answers;
using Polly.CircuitBreaker;

namespace Iris.Gateway.Calls;

/// <summary>What an attempt's end means: what is told, whether money may have been spent, whether another key may do better.</summary>
/// <param name="Error">What is told.</param>
/// <param name="PossiblyBilled">True when the provider may have made a picture.</param>
/// <param name="TryAnotherDestination">True when the fault lies in this destination.</param>
internal readonly record struct CallFailure(ImageError Error, bool PossiblyBilled, bool TryAnotherDestination)
{
    /// <summary>The type of a failure whose cause is a fault of the gateway's own.</summary>
    public const string InternalError = "internal_error";

    /// <summary>The type of a failure whose cause is a credential that could not be had.</summary>
    public const string CredentialsFailed = "provider_credentials_failed";

    /// <summary>Classifies an answer with a failure status. Only what a provider refuses before drawing is surely free.</summary>
    public static CallFailure OfStatus(ImageError error) => new(
        error,
        PossiblyBilled: error.Status is >= 500 and not 501 and not 503 or 408 or 409,
        TryAnotherDestination: error.Status is 401 or 402 or 403 or 429);

    /// <summary>A 2xx answer that holds no (whole) picture: the provider has worked, and may charge.</summary>
    public static CallFailure OfAnswer(ImageError error) => new(error, PossiblyBilled: true, TryAnotherDestination: false);

    /// <summary>A failure found in a 2xx answer: one of the client's own is told there by providers that have to be polled.</summary>
    public static CallFailure InAnswer(ImageError error) => error.Status is >= 400 and < 500
        // A provider that withholds a picture may have drawn it first.
        ? OfStatus(error) with { PossiblyBilled = error.Type == "image_generation_user_error" }
        : OfAnswer(error);

    /// <summary>Refused by the gateway itself before anything was sent.</summary>
    public static CallFailure BeforeSending(ImageError error, bool tryAnother = false) => new(error, false, tryAnother);

    /// <summary>Classifies an exception; <see cref="OperationCanceledException"/> of the client's own is not for here.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="expired">Names the deadline that has expired; null where none has.</param>
    public static CallFailure OfException(Exception exception, string? expired) => exception switch
    {
        BrokenCircuitException e => BeforeSending(CircuitOpen(e.RetryAfter), tryAnother: true),
        _ when expired is not null => new(TimedOut($"request timed out: {expired}"), PossiblyBilled: true, TryAnotherDestination: false),
        // SocketsHttpHandler's own: the connection did not come about in time, so nothing was sent.
        OperationCanceledException { InnerException: TimeoutException } => BeforeSending(
            TimedOut("request timed out: no connection to the provider (Images.Deadlines.Connect)"), tryAnother: true),
        HttpRequestException e when IsBeforeSending(e) => BeforeSending(
            ConnectionFailed($"could not connect to the provider: {Describe(e.HttpRequestError)}"), tryAnother: true),
        HttpRequestException e => new(ConnectionFailed($"the connection to the provider broke: {Describe(e.HttpRequestError)}"), true, false),
        IOException => new(ConnectionFailed("the connection to the provider broke"), true, false),
        CredentialException e => BeforeSending(
            new ImageError
            {
                Status = StatusCodes.Status502BadGateway,
                Type = CredentialsFailed,
                Message = e.Message,
            },
            tryAnother: true),
        _ => new(
            new ImageError
            {
                Status = StatusCodes.Status500InternalServerError,
                Type = InternalError,
                Message = "the gateway failed to make the call",
                IsGatewayFault = true,
            },
            true,
            false),
    };

    /// <summary>Whether a request that failed so cannot have reached the provider.</summary>
    public static bool IsBeforeSending(HttpRequestException exception) => exception.HttpRequestError
        is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
        or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError;

    /// <summary>The client has hung up.</summary>
    public static ImageError Cancelled { get; } = new()
    {
        Status = StatusCodes.Status499ClientClosedRequest,
        Type = "request_cancelled",
        Message = "request cancelled by caller",
        IsGatewayFault = true,
    };

    /// <summary>Every call ended well and none brought a picture. No codec should let that happen, and it must not pass as a success.</summary>
    public static ImageError NoImage { get; } = new()
    {
        Status = StatusCodes.Status502BadGateway,
        Type = "provider_response_invalid",
        Code = "no_image",
        Message = "The provider answered with success but without an image.",
    };

    /// <summary>All places and the queue are taken.</summary>
    public static ImageError QueueFull { get; } = new()
    {
        Status = StatusCodes.Status503ServiceUnavailable,
        Type = "request_dropped",
        Message = "request dropped: queue is full (Images.Resilience.Concurrency and Queue)",
        IsGatewayFault = true,
        RetryAfter = TimeSpan.FromSeconds(1),
    };

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

    // The exception's own text may name hosts and paths of the installation.
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
