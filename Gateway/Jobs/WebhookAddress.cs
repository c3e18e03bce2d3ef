using System.Net;
using System.Text.Json;
using Iris.Gateway.Legs;
using Iris.Gateway.Model;
using Iris.Transforms.Answers;

namespace Iris.Gateway.Jobs;

/// <summary>Which addresses may be told of a job's end: public ones over https, and those that the file allows.</summary>
internal static class WebhookAddress
{
    private const int Longest = 2048;

    /// <summary>Reads the address that a request names.</summary>
    /// <param name="json">The member's JSON; null where there is none.</param>
    /// <param name="options">What the file allows; null for nothing.</param>
    public static (string? Address, ImageError? Refusal) Read(ReadOnlyMemory<byte>? json, WebhookOptions? options)
    {
        if (json is not { } text)
            return (null, null);
        if (options is null)
            return (null, JobErrors.Webhook("needs Images.Jobs.Webhooks, which this gateway does not have."));
        string? value;
        try
        {
            using var document = JsonDocument.Parse(text);
            value = document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString() : null;
        }
        catch (JsonException)
        {
            value = null;
        }
        if (value is null || value.Length > Longest || !Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0)
            return (null, JobErrors.Webhook("must be an address, as https://example.com/done."));
        return Refuse(uri, options.Targets) is { } why ? (null, JobErrors.Webhook(why)) : (uri.AbsoluteUri, null);
    }

    /// <summary>Why an address must not be told; null when it may.</summary>
    public static string? Refuse(Uri uri, DownloadsOptions options)
    {
        var isListed = options.Hosts.Any(host => host.StartsWith("*.", StringComparison.Ordinal)
            ? uri.IdnHost.EndsWith(host[1..], StringComparison.OrdinalIgnoreCase)
            : uri.IdnHost.TrimEnd('.').Equals(host, StringComparison.OrdinalIgnoreCase));
        if (options.Hosts.Count > 0 && !isListed)
            return "is on a host that is not allowed (Images.Jobs.Webhooks.Hosts).";
        if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && options.AllowHttp))
            return "must be https.";
        if (!uri.IsDefaultPort && !isListed)
            return "has an unusual port (Images.Jobs.Webhooks.Hosts).";
        // The socket judges what a name leads to.
        return !options.AllowPrivateNetwork && IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var address) && !DownloadGuard.IsPublic(address)
            ? "is no public address (Images.Jobs.Webhooks.AllowPrivateNetwork)."
            : null;
    }
}
