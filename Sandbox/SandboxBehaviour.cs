using System.Globalization;

namespace Iris.Sandbox;

/// <summary>How the sandbox misbehaves, asked for by suffixes of the model: <c>painter~delay=5s~status=429~retry-after=7</c>.</summary>
/// <param name="Delay">Silence before the answer's headers; zero for none.</param>
/// <param name="Pace">Silence before each picture, drafts included; zero for none.</param>
/// <param name="Status">400..599: answer that status with a fitting error; null to draw.</param>
/// <param name="RetryAfter">Seconds, 0..86400, for that header on an error; null for no header.</param>
/// <param name="Moderated">Refuse the prompt.</param>
/// <param name="Cut">0..100: break the body after that share, in percent, of the first picture's base64; null for a whole body.</param>
/// <param name="Empty">Succeed without a picture.</param>
/// <param name="Error">Fail after the first draft of a stream; without a stream, answer 500.</param>
/// <param name="Fewer">Draw one picture less than asked for.</param>
internal sealed record SandboxBehaviour(
    TimeSpan Delay,
    TimeSpan Pace,
    int? Status,
    int? RetryAfter,
    bool Moderated,
    int? Cut,
    bool Empty,
    bool Error,
    bool Fewer)
{
    /// <summary>The one model.</summary>
    public const string Model = "painter";

    private const string Known = "delay=<n>ms|s|m, pace=<n>ms|s, status=<400..599>, retry-after=<seconds>, moderated, cut=<percent>%, empty, error, fewer";

    // An hour is longer than any deadline worth testing; a day is longer than any Retry-After a client honours.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromHours(1);
    private const int LongestRetryAfter = 86_400;

    /// <summary>A model without suffixes.</summary>
    public static SandboxBehaviour Plain { get; } = new(TimeSpan.Zero, TimeSpan.Zero, null, null, false, null, false, false, false);

    /// <summary>Reads a model's name.</summary>
    /// <param name="model">The name with its suffixes.</param>
    /// <param name="behaviour">What it asks for; <see cref="Plain"/> if it cannot be read.</param>
    /// <returns>Null, or why it cannot be read: 404 for another model, 400 for an unknown, malformed or repeated suffix.</returns>
    public static SandboxError? Parse(string model, out SandboxBehaviour behaviour)
    {
        behaviour = Plain;
        var parts = model.Split('~');
        if (parts[0] != Model)
            return SandboxError.Model(parts[0]);

        var read = Plain;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in parts.AsSpan(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, null) : (part[..equals], part[(equals + 1)..]);
            if (!seen.Add(name) || Apply(read, name, value) is not { } next)
                return SandboxError.Value("model", $"Invalid value: '{model}'. The suffix '{part}' is unknown, malformed or repeated. Known suffixes, each after a '~': {Known}.");
            read = next;
        }
        behaviour = read;
        return null;
    }

    /// <summary>The behaviour with one suffix added, or null if there is no such suffix.</summary>
    private static SandboxBehaviour? Apply(SandboxBehaviour behaviour, string name, string? value) => (name, value) switch
    {
        ("delay", { } text) when Duration(text, minutes: true) is { } delay => behaviour with { Delay = delay },
        ("pace", { } text) when Duration(text, minutes: false) is { } pace => behaviour with { Pace = pace },
        ("status", { } text) when Number(text, 400, 599) is { } status => behaviour with { Status = status },
        ("retry-after", { } text) when Number(text, 0, LongestRetryAfter) is { } seconds => behaviour with { RetryAfter = seconds },
        ("cut", { } text) when text.EndsWith('%') && Number(text[..^1], 0, 100) is { } percent => behaviour with { Cut = percent },
        ("moderated", null) => behaviour with { Moderated = true },
        ("empty", null) => behaviour with { Empty = true },
        ("error", null) => behaviour with { Error = true },
        ("fewer", null) => behaviour with { Fewer = true },
        _ => null,
    };

    private static TimeSpan? Duration(string text, bool minutes)
    {
        var (digits, unit) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], TimeSpan.FromMilliseconds(1)),
            _ when text.EndsWith('s') => (text[..^1], TimeSpan.FromSeconds(1)),
            _ when text.EndsWith('m') && minutes => (text[..^1], TimeSpan.FromMinutes(1)),
            _ => (string.Empty, TimeSpan.Zero),
        };
        return Number(digits, 0, (int)LongestSilence.TotalMilliseconds) is { } count && count * unit <= LongestSilence ? count * unit : null;
    }

    private static int? Number(string text, int low, int high) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high ? number : null;
}
