using System.Net;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Legs;

/// <summary>
/// When a leg is sent again. An order never is, once it may have arrived. To ask for its state or to fetch its picture costs nothing, and the
/// picture is paid for: after a lost connection, a 429 or an overloaded server both are tried again, in the rhythm of the polls. That is
/// no matter of <c>Images.Resilience.Retry</c>, which is about orders.
/// </summary>
internal static class LegRepeat
{
    /// <summary>How often in a row; a leg that succeeds begins a new row.</summary>
    public const int Most = 4;

    /// <summary>Whether a status is one that passes.</summary>
    public static bool IsPassing(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || ((int)status >= 500 && status != HttpStatusCode.NotImplemented);

    /// <summary>Whether a failed sending is one that passes: no connection, or one that was lost before the answer had begun.</summary>
    public static bool IsPassing(Exception exception) => exception is HttpRequestException && !LeadsToPrivateAddress(exception)
        || exception is OperationCanceledException { InnerException: TimeoutException };

    /// <summary>Whether a connection was not made because the host has no public address.</summary>
    public static bool LeadsToPrivateAddress(Exception? exception)
    {
        while (exception is not (null or PrivateAddressException))
            exception = exception.InnerException;
        return exception is not null;
    }

    /// <summary>The wait before a leg is sent again; null when it is not.</summary>
    /// <param name="leg">The leg that has failed in a way that passes.</param>
    /// <param name="repeats">How often it has been repeated in a row.</param>
    /// <param name="scheduled">The wait that its rhythm has.</param>
    /// <param name="retryAfter">The wait that the server wants at least.</param>
    /// <param name="left">What is left of the total: to wait for longer would only tell the failure later.</param>
    public static TimeSpan? Wait(ProviderLeg leg, int repeats, TimeSpan scheduled, TimeSpan? retryAfter, TimeSpan left)
    {
        if (leg.Kind == LegKind.Submit || leg.Request.Method != "GET" || repeats >= Most)
            return null;
        var wait = retryAfter is { } wanted && wanted > scheduled ? wanted : scheduled;
        return wait < left ? wait : null;
    }
}
