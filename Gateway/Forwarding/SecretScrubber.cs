using Iris.Gateway.Configuration;
using Iris.Transforms.Errors;

namespace Iris.Gateway.Forwarding;

/// <summary>Some servers echo the key they refuse. What is told to clients must not hold it.</summary>
internal static class SecretScrubber
{
    // Shorter values are placeholders such as "k"; replacing them would maul ordinary words.
    private const int ShortestSecret = 6;

    /// <summary>The error with the destination's key blanked out.</summary>
    public static ImageError Clean(ImageError error, ImageDestination destination)
    {
        var key = destination.ApiKey;
        if (key is null || key.Length < ShortestSecret || !Holds(error, key))
            return error;
        return error with
        {
            Message = error.Message.Replace(key, "***", StringComparison.Ordinal),
            Code = error.Code?.Replace(key, "***", StringComparison.Ordinal),
            Param = error.Param?.Replace(key, "***", StringComparison.Ordinal),
            Type = error.Type?.Replace(key, "***", StringComparison.Ordinal),
            Cause = error.Cause?.Replace(key, "***", StringComparison.Ordinal),
            ModerationDetails = null,
        };
    }

    private static bool Holds(ImageError error, string key) =>
        error.Message.Contains(key, StringComparison.Ordinal)
        || error.Code?.Contains(key, StringComparison.Ordinal) == true
        || error.Param?.Contains(key, StringComparison.Ordinal) == true
        || error.Type?.Contains(key, StringComparison.Ordinal) == true
        || error.Cause?.Contains(key, StringComparison.Ordinal) == true
        || (error.ModerationDetails is { } details && details.Span.IndexOf(System.Text.Encoding.UTF8.GetBytes(key)) >= 0);
}
