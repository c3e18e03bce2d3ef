using System.Globalization;

namespace Iris.Gateway.Model.Access;

/// <summary>
/// The span in which usage is counted before counting begins anew, in UTC. Written as a number and a unit: <c>30s</c>, <c>1m</c>, <c>1h</c>,
/// <c>1d</c>, <c>1w</c>, <c>1M</c>, <c>1Q</c>, <c>1Y</c>. A rolling window begins with the first use after the last one has ended; an aligned one
/// with the calendar's day, week (Monday), month, quarter or year.
/// </summary>
/// <param name="Count">How many units it spans, 1..10,000; 0 for a window without an end.</param>
/// <param name="Unit">One of <see cref="Units"/>.</param>
/// <param name="Aligned">Whether it follows the calendar.</param>
internal readonly record struct UsageWindow(int Count, char Unit, bool Aligned)
{
    /// <summary>The units, the shortest first.</summary>
    public const string Units = "smhdwMQY";

    // Shorter units have no calendar of their own.
    private const string AlignedUnits = "dwMQY";
    private const int MostUnits = 10_000;

    /// <summary>A window that never ends.</summary>
    public static UsageWindow Forever => default;

    /// <summary>Whether it never ends.</summary>
    public bool IsForever => Count == 0;

    /// <summary>Reads a window; a unit alone counts once.</summary>
    public static bool TryParse(string text, bool aligned, out UsageWindow window)
    {
        window = default;
        if (text.Length == 0 || !Units.Contains(text[^1], StringComparison.Ordinal))
            return false;
        var count = 1;
        if (text.Length > 1 && !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out count))
            return false;
        window = new(count, text[^1], aligned);
        return count is > 0 and <= MostUnits;
    }

    /// <summary>Whether a calendar has this window: one day, week, month, quarter or year.</summary>
    public bool CanAlign => Count == 1 && AlignedUnits.Contains(Unit, StringComparison.Ordinal);

    /// <summary>The beginning of the window that is open now.</summary>
    /// <param name="begun">The beginning of the last known one; null when nothing has been counted yet.</param>
    /// <param name="now">The present time. A clock that was set back does not open an old window again.</param>
    public DateTimeOffset Start(DateTimeOffset? begun, DateTimeOffset now)
    {
        if (IsForever)
            return begun ?? now;
        if (begun is { } start && (now < start || now < End(start)))
            return start;
        return Aligned ? Floor(now) : now;
    }

    /// <summary>The end of the window that began at this time; null for one without an end.</summary>
    public DateTimeOffset? End(DateTimeOffset start) => Unit switch
    {
        's' => start.AddSeconds(Count),
        'm' => start.AddMinutes(Count),
        'h' => start.AddHours(Count),
        'd' => start.AddDays(Count),
        'w' => start.AddDays(7 * Count),
        'M' => start.AddMonths(Count),
        'Q' => start.AddMonths(3 * Count),
        'Y' => start.AddYears(Count),
        _ => null,
    };

    /// <summary>The window as it is written, <c>forever</c> for one without an end.</summary>
    public override string ToString() => IsForever ? "forever" : string.Create(CultureInfo.InvariantCulture, $"{Count}{Unit}");

    private DateTimeOffset Floor(DateTimeOffset now)
    {
        var day = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        return Unit switch
        {
            'w' => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            'M' => new DateTimeOffset(day.Year, day.Month, 1, 0, 0, 0, TimeSpan.Zero),
            'Q' => new DateTimeOffset(day.Year, (day.Month - 1) / 3 * 3 + 1, 1, 0, 0, 0, TimeSpan.Zero),
            'Y' => new DateTimeOffset(day.Year, 1, 1, 0, 0, 0, TimeSpan.Zero),
            _ => day,
        };
    }
}
