using System.Globalization;

namespace Iris.Sandbox;

/// <summary>What one call may take: of a place's time, and of the processor's.</summary>
/// <param name="MostDelay">The longest silence that a model's suffixes may ask for, all pauses of an answer together; null for any.</param>
/// <param name="MostPixels">The pixels that one call may draw; null for any.</param>
internal sealed record SandboxBounds(TimeSpan? MostDelay, long? MostPixels)
{
    /// <summary>The word that lifts a bound.</summary>
    public const string None = "none";

    /// <summary>Two minutes; twenty pictures of 1024x1024, some two seconds of one processor.</summary>
    public static SandboxBounds Default { get; } = new(TimeSpan.FromMinutes(2), 20 * 1024 * 1024);

    /// <summary>The bounds that the address's query sets, else the default ones.</summary>
    /// <param name="address">With <c>most-delay</c> (hh:mm:ss) and <c>most-pixels</c>, each perhaps <see cref="None"/>.</param>
    public static SandboxBounds Of(Uri? address)
    {
        var bounds = Default;
        if (address is null)
            return bounds;
        foreach (var pair in address.Query.TrimStart('?').Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                continue;
            var value = Uri.UnescapeDataString(pair[(equals + 1)..]);
            bounds = pair[..equals] switch
            {
                "most-delay" when value == None => bounds with { MostDelay = null },
                "most-delay" when TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var delay) => bounds with { MostDelay = delay },
                "most-pixels" when value == None => bounds with { MostPixels = null },
                "most-pixels" when long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var pixels) => bounds with { MostPixels = pixels },
                _ => bounds,
            };
        }
        return bounds;
    }

    /// <summary>Null, or by what a request goes beyond these bounds: the member, and what to do.</summary>
    public SandboxError? Check(SandboxRequest request)
    {
        var drafts = request.Stream ? request.Drafts : 0;
        // A preview is drawn coarsely, but scaled up and encoded in full: measured, it takes as long as its picture.
        var drawings = request.Count * (1 + drafts);
        var silence = request.Behaviour.Delay + (request.Behaviour.Pace * drawings);
        if (silence > MostDelay)
        {
            return SandboxError.Value("model", string.Create(CultureInfo.InvariantCulture,
                $"Invalid value for 'model': its suffixes ask for {silence.TotalSeconds} seconds of silence in all ('delay' once, 'pace' {(drawings == 1 ? "once" : $"{drawings} times")}), "
                + $"and this sandbox waits at most {MostDelay.Value.TotalSeconds}. Ask for less; its operator can set \"MostDelay\" in the Metadata of the destination."));
        }
        var each = (long)request.Width * request.Height;
        var pixels = each * drawings;
        if (pixels <= (MostPixels ?? long.MaxValue))
            return null;
        var alone = each * (1 + drafts);
        var fewer = drafts > 0 ? "a smaller 'size' or less 'partial_images'" : "a smaller 'size'";
        var way = alone <= MostPixels ? $"Ask for at most {MostPixels / alone} at once, or for {fewer}" : $"Ask for {fewer}";
        return SandboxError.Value(alone <= MostPixels ? "n" : "size", string.Create(CultureInfo.InvariantCulture,
            $"Invalid value for '{(alone <= MostPixels ? "n" : "size")}': {request.Count} x {request.Size}{(drafts > 0 ? $" with {drafts} previews each" : "")} is {pixels} pixels, "
            + $"and this sandbox draws at most {MostPixels} for one call. {way}; its operator can set \"MostPixels\" in the Metadata of the destination."));
    }
}
