using System.Globalization;
using System.Net.Http.Headers;

namespace Iris.Gateway.Legs;

/// <summary>Reads when a provider accepts another request: OpenAI's <c>retry-after-ms</c>, then RFC 9110's <c>Retry-After</c>.</summary>
internal static class RetryAfter
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The wait, 0..1 day; null when there is no usable value.</summary>
    public static TimeSpan? Read(HttpResponseHeaders headers, TimeProvider time)
    {
        if (headers.TryGetValues("retry-after-ms", out var values)
            && double.TryParse(values.FirstOrDefault(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var milliseconds)
            // "NaN" and "Infinity" are numbers to the parser.
            && double.IsFinite(milliseconds))
        {
            return Clamp(TimeSpan.FromMilliseconds(Math.Min(milliseconds, Longest.TotalMilliseconds)));
        }
        if (headers.RetryAfter is not { } header)
            return null;
        if (header.Delta is { } delta)
            return Clamp(delta);
        return header.Date is { } date ? Clamp(date - time.GetUtcNow()) : null;
    }

    private static TimeSpan Clamp(TimeSpan wait) => wait < TimeSpan.Zero ? TimeSpan.Zero : wait > Longest ? Longest : wait;
}
