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

    /// <summary>
    /// The format, one of the row's <see cref="ModelCapabilities.Formats"/>. Any other format becomes the first of them and is reported; without a
    /// list the provider decides.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="jpeg">The provider's name of JPEG, <c>jpeg</c> or <c>jpg</c>.</param>
    public static string? Format(this ProviderCall call, string jpeg = "jpeg")
    {
        if (call.AnyFormat() is not { } asked)
            return null;
        var formats = call.Capabilities.Formats;
        var format = asked;
        if (formats.Count > 0 && !formats.Contains(asked))
        {
            format = formats[0];
            call.Report.Convert("output_format", call.Request.OutputFormat!, format, $"the model makes {string.Join(", ", formats)}");
        }
        return format == "jpeg" ? jpeg : format;
    }

    /// <summary>
    /// The quality, one of those that the model has. <c>auto</c> equals an absent member; OpenAI's older <c>hd</c> and a level above the model's
    /// highest become <c>high</c>, or the best that it has. Any other value is reported and left out.
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
            "hd" or "high" or "xhigh" or "max" when !qualities.Contains(quality) => qualities.Contains("high") || qualities.Count == 0 ? "high" : qualities[^1],
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
