using System.Net;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Legs;

/// <summary>
/// Decides when a leg is repeated. An order never is, once it may have arrived. Polling an order and fetching its picture cost nothing, and the
/// picture is already paid for. After a lost connection, a 429 or an overloaded server both are therefore repeated, with the waits of the polls; a
/// poll is also repeated after an answer that breaks off, and after a 404 while its order has not been found once.
/// <c>Images.Resilience.Retry</c> does not apply here: it is about orders.
/// </summary>
internal static class LegRepeat
{
    /// <summary>The most repetitions in a row; a leg that succeeds resets the count.</summary>
    public const int Most = 4;

    /// <summary>Whether a status is transient.</summary>
    public static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || ((int)status >= 500 && status != HttpStatusCode.NotImplemented);

    /// <summary>
    /// Whether a poll's status is transient. A server may not know an order yet that another server of the provider has just taken, so that a 404
    /// counts until the order has been found once.
    /// </summary>
    public static bool IsPassing(ProviderLeg leg, HttpStatusCode status, bool isOrderKnown) =>
        IsPassing(status) || (leg.Kind == LegKind.Poll && !isOrderKnown && status == HttpStatusCode.NotFound);

    /// <summary>Whether an exception means that an answer's body broke off.</summary>
    public static bool IsTorn(Exception exception) => exception is IOException or HttpRequestException;

    /// <summary>Whether an exception is transient: no connection, or one that was lost before the answer began.</summary>
    public static bool IsPassing(Exception exception) => exception is HttpRequestException && !LeadsToPrivateAddress(exception)
        || exception is OperationCanceledException { InnerException: TimeoutException };

    /// <summary>Whether a connection was refused because the host has no public address.</summary>
    public static bool LeadsToPrivateAddress(Exception? exception)
    {
        while (exception is not (null or PrivateAddressException))
            exception = exception.InnerException;
        return exception is not null;
    }

    /// <summary>The wait before a leg is repeated; null when it is not repeated.</summary>
    /// <param name="leg">The leg that failed transiently.</param>
    /// <param name="repeats">How often it has been repeated in a row.</param>
    /// <param name="scheduled">The wait that the poll schedule gives.</param>
    /// <param name="retryAfter">The shortest wait that the server asks for.</param>
    /// <param name="left">The rest of the total deadline: a longer wait would only delay the failure.</param>
    public static TimeSpan? Wait(ProviderLeg leg, int repeats, TimeSpan scheduled, TimeSpan? retryAfter, TimeSpan left)
    {
        if (leg.Kind == LegKind.Submit || leg.Request.Method != "GET" || repeats >= Most)
            return null;
        var wait = retryAfter is { } wanted && wanted > scheduled ? wanted : scheduled;
        return wait < left ? wait : null;
    }
}
