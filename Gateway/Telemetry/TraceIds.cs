using System.Buffers;
using System.Diagnostics;

namespace Iris.Gateway.Telemetry;

/// <summary>The trace that a request belongs to.</summary>
internal static class TraceIds
{
    // W3C Trace Context, section 3.2: "00-<32 hex digits>-<16 hex digits>-<2 hex digits>".
    private const int Length = 55;
    private const int Start = 3;
    private const int Digits = 32;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>The id of the gateway's own span, or where it records none, that of the client's <c>traceparent</c>; null without either.</summary>
    public static string? Of(HttpContext context)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            return activity.TraceId.ToHexString();
        if (context.Request.Headers.TraceParent is not { Count: 1 } header || header[0] is not { Length: >= Length } parent
            || parent[Start - 1] != '-')
            return null;
        var id = parent.AsSpan(Start, Digits);
        return parent[Start + Digits] == '-' && !id.ContainsAnyExcept(Hex) && id.ContainsAnyExcept('0') ? id.ToString() : null;
    }
}
