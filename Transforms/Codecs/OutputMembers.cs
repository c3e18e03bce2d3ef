using Iris.Transforms.Requests;

namespace Iris.Transforms.Codecs;

/// <summary><c>output_format</c> and <c>moderation</c> in a provider's words.</summary>
public static class OutputMembers
{
    /// <summary>The format as it was asked for, in lower case; whether the model makes it is the provider's to judge.</summary>
    /// <param name="call">The call.</param>
    /// <param name="jpeg">The provider's word for JPEG, <c>jpeg</c> or <c>jpg</c>.</param>
    public static string? AnyFormat(this ProviderCall call, string jpeg = "jpeg")
    {
        var format = call.Sent(ImageParameters.OutputFormat, call.Request.OutputFormat)?.ToLowerInvariant();
        return format is "jpeg" or "jpg" ? jpeg : format;
    }

    /// <summary>The format, one of those that the model makes; any other becomes the first of them and is reported.</summary>
    /// <param name="call">The call.</param>
    /// <param name="formats">In the provider's words, <c>jpeg</c> or <c>jpg</c>; not empty.</param>
    /// <param name="reason">What the model makes, as a clause without a full stop.</param>
    public static string? Format(this ProviderCall call, ReadOnlySpan<string> formats, string reason)
    {
        if (call.AnyFormat() is not { } asked)
            return null;
        foreach (var format in formats)
        {
            if (asked == format || (asked == "jpeg" && format == "jpg"))
                return format;
        }
        call.Report.Convert("output_format", call.Request.OutputFormat!, formats[0], reason);
        return formats[0];
    }

    /// <summary>Whether the most permissive filter that OpenAI's API has was asked for; <c>auto</c> says as much as nothing, any other word is reported.</summary>
    /// <param name="call">The call.</param>
    /// <param name="reason">Why another word is left out, as a clause without a full stop.</param>
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
