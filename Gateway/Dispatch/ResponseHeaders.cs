using System.Globalization;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Dispatch;

/// <summary>The gateway's own response headers (docs/contract.md, section 4.4).</summary>
internal static class ResponseHeaders
{
    /// <summary>Writes the known facts about a call and, when one serves, its attempt and its answer, under the dialect's names.</summary>
    public static void Write(IHeaderDictionary headers, ImageCall call, ImageAttempt? attempt, AnswerHead head)
    {
        var names = call.Dialect.Headers;
        headers["x-request-id"] = call.RequestId;
        Set(headers, names.RequestType, call.RequestType);
        if (call.Request is { Stream: true })
        {
            headers.CacheControl = "no-cache";
            // Keeps an nginx in front of the gateway from buffering events.
            headers["X-Accel-Buffering"] = "no";
        }
        Set(headers, names.Provider, attempt?.Target.Cluster.Id ?? call.Identity.Provider);
        Set(headers, names.OriginalModel, call.Identity.ModelRequested);
        Set(headers, names.ResolvedModel, attempt?.Target.Model ?? call.Identity.ResolvedModel);
        if (attempt is null)
            return;
        Set(headers, names.FallbackIndex, attempt.FallbackIndex.ToString(CultureInfo.InvariantCulture));
        if (head.FirstImageMilliseconds is { } milliseconds)
            Set(headers, names.UpstreamLatency, milliseconds.ToString(CultureInfo.InvariantCulture));
        if (head.Cost is { } cost)
            Set(headers, names.Cost, cost.ToString());
        if (head.Changes is { } changes && changes.Any(static change => change.Sent is null) && names.DroppedParams is { } list)
            headers[list] = string.Join(',', changes.Where(static change => change.Sent is null).Select(change => PrintableText.Of(change.Param)));
    }

    private static void Set(IHeaderDictionary headers, string? name, string? value)
    {
        if (name is not null && value is not null)
            headers[name] = PrintableText.Of(value);
    }
}
