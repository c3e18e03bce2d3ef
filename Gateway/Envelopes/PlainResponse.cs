using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Iris.Gateway.Envelopes;

/// <summary>
/// A failure of the gateway's own on an app's route. People and programs who use the app do not know the gateway, so that the answer is what any
/// web server would give: the status and its name as <c>text/plain</c>, and a request id under which the log says more.
/// </summary>
internal static class PlainResponse
{
    /// <summary>Writes status, headers and body; the response must not have started.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string requestId)
    {
        var response = context.Response;
        response.Clear();
        response.StatusCode = status;
        response.ContentType = "text/plain; charset=utf-8";
        response.Headers["x-request-id"] = requestId;
        var body = Encoding.ASCII.GetBytes($"{status} {ReasonPhrases.GetReasonPhrase(status)}".TrimEnd() + "\n");
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(body, context.RequestAborted);
    }
}
