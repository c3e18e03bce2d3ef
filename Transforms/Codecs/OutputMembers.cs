using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary><c>output_format</c>, <c>quality</c> and <c>moderation</c> in the terms of a provider.</summary>
public static class OutputMembers
{
    /// <summary>The requested format in lower case; the provider decides whether the model supports it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="jpeg">The provider's name of JPEG, <c>jpeg</c> or <c>jpg</c>.</param>
    public static string? AnyFormat(this ProviderCall call, string jpeg = "jpeg")
    {
        var format = call.Sent(ImageParameters.OutputFormat, call.Request.OutputFormat)?.ToLowerInvariant();
        return format is "jpeg" or "jpg" ? jpeg : format;
    }

    /// <summary>The format, one of those that the model supports. Any other format becomes the first of them and is reported.</summary>
    /// <param name="call">The call.</param>
    /// <param name="formats">The formats in the provider's spelling, <c>jpeg</c> or <c>jpg</c>; not empty.</param>
    /// <param name="reason">What the model supports, as a clause without a full stop; null names the formats.</param>
    public static string? Format(this ProviderCall call, ReadOnlySpan<string> formats, string? reason = null)
    {
        if (call.AnyFormat() is not { } asked)
            return null;
        foreach (var format in formats)
        {
            if (asked == format || (asked == "jpeg" && format == "jpg"))
                return format;
        }
        call.Report.Convert("output_format", call.Request.OutputFormat!, formats[0], reason ?? $"the model makes {string.Join(", ", formats)}");
        return formats[0];
    }

    /// <summary>
    /// The quality, one of those that the model has. <c>auto</c> equals an absent member; OpenAI's older <c>hd</c> and a level above the model's
    /// highest become <c>high</c>. Any other value is reported and left out.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="qualities">The model's qualities in lower case; empty when it has none.</param>
    /// <param name="standard">The quality that OpenAI's older <c>standard</c> stands for; null when it is the model's default.</param>
    public static string? Quality(this ProviderCall call, IReadOnlyList<string> qualities, string? standard = null)
    {
        if (call.Sent(ImageParameters.Quality, call.Request.Quality) is not { } asked)
            return null;
        var quality = asked.Trim().ToLowerInvariant();
        var sent = quality switch
        {
            "auto" => null,
            "standard" => standard,
            "hd" => "high",
            "xhigh" or "max" when !qualities.Contains(quality) => "high",
            _ => quality,
        };
        if (sent is null)
            return null;
        if (!qualities.Contains(sent))
        {
            call.Report.Drop("quality", asked, $"the model has {string.Join(", ", qualities)}");
            return null;
        }
        if (sent != quality)
            call.Report.Convert("quality", asked, sent, $"the model has {string.Join(", ", qualities)}");
        return sent;
    }

    /// <summary>
    /// Whether the client asked for <c>low</c>, the most permissive filter of OpenAI's API. <c>auto</c> equals an absent member; any other value is
    /// reported.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="reason">Why another value is left out, as a clause without a full stop.</param>
    public static bool WantsLowModeration(this ProviderCall call, string reason = "low and auto can be said to this provider")
    {
        if (call.Sent(ImageParameters.Moderation, call.Request.Moderation) is not { } asked || Is(asked, "auto"))
            return false;
        if (Is(asked, "low"))
            return true;
        call.Report.Drop("moderation", asked, reason);
        return false;
    }

    private static bool Is(string asked, string word) => asked.AsSpan().Trim().Equals(word, StringComparison.OrdinalIgnoreCase);
}
