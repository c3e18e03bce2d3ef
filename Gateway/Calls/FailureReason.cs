using System.Net.Sockets;

namespace Iris.Gateway.Calls;

/// <summary>An exception of the network in one sentence, for logs: what happened, without where in our code it was noticed.</summary>
internal static class FailureReason
{
    private const int MostCauses = 4;

    /// <summary>Whether the exception tells of a peer, a wait or a file, so that its stack tells nothing.</summary>
    public static bool IsOutside(Exception exception) => exception is
        HttpRequestException or IOException or SocketException or OperationCanceledException or BadHttpRequestException or AggregateException;

    /// <summary>The outermost message that says what has happened, on one line.</summary>
    public static string Of(Exception exception)
    {
        var at = exception;
        for (var i = 0; i < MostCauses && at.InnerException is { } inner && OnlyWraps(at); i++)
            at = inner;
        return PrintableText.Of(at is OperationCanceledException ? "it took too long" : at.Message.ReplaceLineEndings(" "));
    }

    // Whose message is no more than that something else has failed. A connection that did not come about names the address.
    private static bool OnlyWraps(Exception exception) => exception switch
    {
        AggregateException => true,
        HttpRequestException e => e.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError),
        _ => false,
    };
}
