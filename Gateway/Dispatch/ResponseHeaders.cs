using System.Globalization;
using Iris.Gateway.Calls;

namespace Iris.Gateway.Dispatch;

/// <summary>The gateway's own response headers (docs/contract.md, section 4.4).</summary>
internal static class ResponseHeaders
{
    /// <summary>Writes the known facts about a call and, when one serves, its attempt and its answer.</summary>
    public static void Write(IHeaderDictionary headers, ImageCall call, ImageAttempt? attempt, AnswerHead head)
    {
        headers["x-request-id"] = call.RequestId;
        headers["x-bifrost-request-type"] = call.RequestType;
        if (call.Request is { Stream: true })
        {
            headers.CacheControl = "no-cache";
            // Keeps an nginx in front of the gateway from buffering events.
            headers["X-Accel-Buffering"] = "no";
        }
        if ((attempt?.Target.Cluster.Id ?? call.Provider) is { } provider)
            headers["x-bifrost-provider"] = PrintableText.Of(provider);
        if (call.ModelRequested is { } asked)
            headers["x-bifrost-original-model"] = PrintableText.Of(asked);
        if ((attempt?.Target.Model ?? call.ResolvedModel) is { } model)
            headers["x-bifrost-resolved-model"] = PrintableText.Of(model);
        if (attempt is null)
            return;
        headers["x-bifrost-fallback-index"] = attempt.FallbackIndex.ToString(CultureInfo.InvariantCulture);
        if (head.FirstImageMilliseconds is { } milliseconds)
            headers["x-bifrost-upstream-latency-ms"] = milliseconds.ToString(CultureInfo.InvariantCulture);
        if (head.Dropped is { Count: > 0 } dropped)
            headers["x-bifrost-dropped-params"] = string.Join(',', dropped.Select(change => PrintableText.Of(change.Param)));
    }
}
