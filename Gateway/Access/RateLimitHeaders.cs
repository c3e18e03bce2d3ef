using System.Globalization;
using Iris.Gateway.Model.Access;
using Iris.Gateway.State;

namespace Iris.Gateway.Access;

/// <summary>
/// The response headers about limits, under OpenAI's names: <c>x-ratelimit-limit-requests</c>, <c>-remaining-</c> and <c>-reset-</c>, and the same
/// for <c>tokens</c> and <c>images</c>. Of several limits of a kind the one with the least left is told.
/// </summary>
internal static class RateLimitHeaders
{
    private static readonly (UsageKind Kind, string Word)[] Told = [(UsageKind.Requests, "requests"), (UsageKind.Tokens, "tokens"), (UsageKind.Images, "images")];

    /// <summary>Whether a header is one of them, and so belongs to one client's answer alone.</summary>
    public static bool IsOne(string header) => header.StartsWith("x-ratelimit-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes the headers of the limits that were read.</summary>
    public static void Write(IHeaderDictionary headers, IReadOnlyList<UsageReading> readings, DateTimeOffset now)
    {
        foreach (var (kind, word) in Told)
        {
            UsageReading? tightest = null;
            foreach (var reading in readings)
            {
                if (reading.Counter.Kind == kind && (tightest is null || reading.Left < tightest.Value.Left))
                    tightest = reading;
            }
            if (tightest is not { } told)
                continue;
            headers[$"x-ratelimit-limit-{word}"] = (told.Counter.Limit + told.Extra).ToString(CultureInfo.InvariantCulture);
            headers[$"x-ratelimit-remaining-{word}"] = told.Left.ToString(CultureInfo.InvariantCulture);
            if (told.Ends is { } end)
                headers[$"x-ratelimit-reset-{word}"] = Span(end - now);
        }
    }

    // As OpenAI writes it: 20ms, 6s, 1m30s, 2h0m0s.
    private static string Span(TimeSpan wait)
    {
        if (wait < TimeSpan.FromSeconds(1))
            return string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)Math.Ceiling(wait.TotalMilliseconds))}ms");
        var seconds = (long)Math.Ceiling(wait.TotalSeconds);
        return seconds < 60 ? string.Create(CultureInfo.InvariantCulture, $"{seconds}s")
            : seconds < 3600 ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}m{seconds % 60}s")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}h{seconds / 60 % 60}m{seconds % 60}s");
    }
}
