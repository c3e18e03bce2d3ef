using System.Text.RegularExpressions;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Calls;

/// <summary>Removes secrets from messages to clients and to the log: some servers echo the key that they refuse.</summary>
internal static partial class SecretScrubber
{
    // Shorter values are placeholders such as "k"; replacing them would destroy ordinary words.
    private const int ShortestSecret = 6;
    private const int LongestLogText = 512;
    private const string Blank = "***";

    /// <summary>The error without the destination's key.</summary>
    public static ImageError Clean(ImageError error, ImageDestination destination)
    {
        var key = destination.ApiKey;
        if (key is null || key.Length < ShortestSecret || !Holds(error, key))
            return error;
        return error with
        {
            Message = error.Message.Replace(key, Blank, StringComparison.Ordinal),
            Code = error.Code?.Replace(key, Blank, StringComparison.Ordinal),
            Param = error.Param?.Replace(key, Blank, StringComparison.Ordinal),
            Type = error.Type?.Replace(key, Blank, StringComparison.Ordinal),
            Cause = error.Cause?.Replace(key, Blank, StringComparison.Ordinal),
            ModerationDetails = null,
        };
    }

    /// <summary>
    /// An exception's message for the log: without the destination's secrets and the prompt, without runs that look like tokens or base64, on one
    /// line, at most 512 characters.
    /// </summary>
    public static string ForLog(string text, ImageDestination destination, string? prompt = null)
    {
        IEnumerable<string?> secrets = [destination.ApiKey, .. destination.Settings.Where(s => !destination.OpenSettings.Contains(s.Key)).Select(s => s.Value), prompt];
        foreach (var secret in secrets)
        {
            if (secret is { Length: >= ShortestSecret })
                text = text.Replace(secret, Blank, StringComparison.Ordinal);
        }
        text = LongRun().Replace(text, static run => run.Value.Split('/').Any(part => part.Length >= 40) ? Blank : run.Value);
        text = LineBreaks().Replace(text, " ");
        return text.Length <= LongestLogText ? text : text[..LongestLogText] + "…";
    }

    private static bool Holds(ImageError error, string key) =>
        error.Message.Contains(key, StringComparison.Ordinal)
        || error.Code?.Contains(key, StringComparison.Ordinal) == true
        || error.Param?.Contains(key, StringComparison.Ordinal) == true
        || error.Type?.Contains(key, StringComparison.Ordinal) == true
        || error.Cause?.Contains(key, StringComparison.Ordinal) == true
        || (error.ModerationDetails is { } details && details.Span.IndexOf(System.Text.Encoding.UTF8.GetBytes(key)) >= 0);

    // Base64 contains slashes like a path, but no path has segments of that length.
    [GeneratedRegex("[A-Za-z0-9+/_=-]{40,}", RegexOptions.CultureInvariant)]
    private static partial Regex LongRun();

    [GeneratedRegex(@"[\p{C}\s]+", RegexOptions.CultureInvariant)]
    private static partial Regex LineBreaks();
}
