using System.Text;
using System.Text.RegularExpressions;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;
using Iris.Transforms.Codecs;

namespace Iris.Gateway.Calls;

/// <summary>
/// Removes secrets from messages to clients and to the log: some servers echo the key, the token or the signature that they refuse.
/// </summary>
/// <param name="tokens">The secrets that are not in the configuration.</param>
internal sealed partial class SecretScrubber(ISecretsInForce tokens)
{
    private const int LongestLogText = 512;

    /// <summary>The error without the destination's secrets.</summary>
    public ImageError Clean(ImageError error, ImageProvider provider, ImageDestination destination)
    {
        var secrets = SecretsOf(provider, destination);
        var details = error.ModerationDetails is { } raw ? Encoding.UTF8.GetString(raw.Span) : null;
        return error with
        {
            Message = Clean(error.Message, secrets)!,
            Code = Clean(error.Code, secrets),
            Param = Clean(error.Param, secrets),
            Type = Clean(error.Type, secrets),
            Cause = Clean(error.Cause, secrets),
            InnerCode = Clean(error.InnerCode, secrets),
            ModerationDetails = Clean(details, secrets) == details ? error.ModerationDetails : null,
        };
    }

    /// <summary>
    /// A text for the log: without the destination's secrets and the prompt, without runs that look like tokens or base64, on one line, at most 512
    /// characters.
    /// </summary>
    public string ForLog(string text, ImageProvider provider, ImageDestination destination, string? prompt = null)
    {
        text = Clean(text, SecretsOf(provider, destination))!;
        if (prompt is { Length: >= EchoedSecret.Shortest })
            text = text.Replace(prompt, EchoedSecret.Blank, StringComparison.Ordinal);
        text = LongRun().Replace(text, static run => run.Value.Split('/').Any(part => part.Length >= 40) ? EchoedSecret.Blank : run.Value);
        text = LineBreaks().Replace(text, " ");
        return text.Length <= LongestLogText ? text : text[..LongestLogText] + "…";
    }

    // The longest first: a short one may be part of it.
    private string[] SecretsOf(ImageProvider provider, ImageDestination destination) =>
    [
        .. destination.Settings.Where(setting => !destination.OpenSettings.Contains(setting.Key)).Select(setting => setting.Value)
            .Append(destination.ApiKey).OfType<string>().Concat(tokens.Of(provider, destination))
            .Where(secret => secret.Length >= EchoedSecret.Shortest).Distinct().OrderByDescending(secret => secret.Length),
    ];

    private static string? Clean(string? text, string[] secrets)
    {
        if (text is null)
            return null;
        foreach (var secret in secrets)
            text = EchoedSecret.Remove(text, secret);
        return Authorization().Replace(text, "${scheme}" + EchoedSecret.Blank);
    }

    // What follows a scheme's name in an Authorization header, whoever's it is, and the signature of one that is signed.
    [GeneratedRegex(@"(?<scheme>\b(?:Bearer|Basic)(?:\s|\+|%20)+|\bSignature(?:=|%3D))[A-Za-z0-9._~+/%=-]{16,}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Authorization();

    // Base64 contains slashes like a path, but no path has segments of that length.
    [GeneratedRegex("[A-Za-z0-9+/_=-]{40,}", RegexOptions.CultureInvariant)]
    private static partial Regex LongRun();

    [GeneratedRegex(@"[\p{C}\s]+", RegexOptions.CultureInvariant)]
    private static partial Regex LineBreaks();
}
